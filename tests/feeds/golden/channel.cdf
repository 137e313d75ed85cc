<?xml version="1.0"?>
<CHANNEL HREF="https://cdf.example/">
  <TITLE>Channel</TITLE>
  <ABSTRACT>An old one</ABSTRACT>
  <ITEM HREF="https://cdf.example/a" LASTMOD="1998-11-05T09:10">
    <TITLE>First</TITLE>
    <ABSTRACT>Its abstract</ABSTRACT>
  </ITEM>
</CHANNEL>

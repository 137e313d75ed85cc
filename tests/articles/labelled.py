"""Bold runs in the shapes of many sites, each labelled by a person: what an article says, or not.

A line is a paragraph as a site writes it. Bold is in asterisks; `+` before a line says that each of
its runs is a statement as it stands, `>` that its sentence is, `-` that none of them says anything.
`#` begins a section.
"""

RUNS = """
# Chinese: datelines and bylines
- **某社北方4月22日电 （记者 王小明）**海港今天恢复夜间作业，货船不必再等四天。
- **南岸晚报讯** 昨天下午，老城的三座桥同时封闭检修。
- **渡口日报 记者桥生 南方报道** 记者在码头看到，灯光已经够用。
- **《河口商报》（北方，研究员 石头）讯，**本周的运价又跌了一成。
- **海角社5月8日讯（编辑 潇湘）**盘后多家公司发布了业绩预告。
- **渡口新闻记者 | 李小红**
- **撰文 | 夜航编辑部**
- **文｜石头**
- **作者：王小明 李小红**
- **来源：河口商报**
- **责编：桥生**
- **本报记者 王小明 通讯员 李小红**
- **（记者 桥生 通讯员 石头）**
- **据海角社报道，**这艘船已经在海上漂了三天。
- **本报讯** 一批新的电车昨天到港。
- **海角财经APP获悉，**公司拟回购不超过三成的股份。
- **渡口网消息 **城里的早市摊位本月起减少一半。
- **编译 | 石头 编辑 | 桥生**
- **出品｜夜航工作室**
- **图源：视觉海岸**
- **文字整理：李小红**
- **每经记者：王小明 每经编辑：李小红**
- **【渡口时报综合报道】**邻国的总理将于下周来访。
- **编辑 王小明 校对 李小红**
- **栏目主编：王小明 文字编辑：李小红**
- **记者/王小明**
- **5月8日消息，**一家钱包公司说自己遭到了攻击。
# Chinese: labels
- **摘要：**一盏旧灯修好了，用了三天。
- **名称：**旧灯
- **导读**：这一周的海上很不平静。
- **价格：**九元，可以还价
- • **时间：**周三晚上七点
- **第一步：**打开灯罩，取下灯泡。
- **问：**你们什么时候开门？
- **答：**天亮就开。
- **核心功能**：可以在没有网络的地方读完一份报纸。
- **更新时间：**2021-03-22
# Chinese: calls, titles of other articles
- **点击上方蓝字关注我们**
- **扫描下方二维码，加入读者群**
- **欢迎关注夜航公众号**
- **推荐阅读**
- **相关阅读：**
- **阅读原文**
- **长按识别二维码关注**
- **未经授权，禁止转载**
- **更多精彩内容请关注夜航视频号**
- **立即下载**
- **猜你喜欢**
- **表1 各港口吞吐量**
- **转载请注明出处**
# Chinese: statements
+ 会议认为，**下半年的航运价格仍将低于去年同期。**与会者没有人反对。
+ **等候时间缩短一半**
+ **严禁新增任何没有夜航灯的渡船，存量渡船年底前全部改装完毕。**
+ **渡轮停航三天，乘客改走大桥。**渡轮公司说是检修，乘客可以凭旧票换乘。
+ **观点：大桥够用吗？**专家看法不一。
+ 他补充说，**一座没有人看守的灯塔比没有灯塔更加危险**，因为船会相信它。
+ **一、码头为什么在夜里没有灯**
+ **海港恢复了夜间作业。**第一艘船在凌晨两点靠岸。
+ **记者从海事部门了解到，今年已有十二艘渡船因为没有灯被扣留。**
+ **编辑部决定从下个月起停止印刷纸质版。**读者可以退款。
+ **关注海岸线的人都知道，潮水每年都在上升。**
+ **来源不明的零件占了事故船只的三成。**调查还在继续。
+ 报告指出：**近海养殖的成本三年里翻了一番，而收购价几乎没有变。**
+ **作者认为灯塔应当由国家来养，而不是靠过往的船只捐款。**
+ **为什么他们不修桥？**
+ **订阅人数在两年里首次下降，公司把原因归于涨价。**
+ **“我们不会再等了。”**他在岸上喊。
+ ● **新的航线把两岸之间的时间从三小时缩短到四十分钟**，票价不变。
+ **文章发表之后，公司撤下了广告，但没有道歉。**
# Chinese: fragments
> 现阶段，夜航灯的使用**主要以租借为主**。面纱正在掀开。
> 不仅在码头，它在不少**线上商店**也可以买到。
> 这种灯的价格只有旧灯的**一半左右**，寿命却长得多。
> 渡轮公司把这一切称作“**必要的检修**”，没有给出日期。
> 和去年相比，**冷链运输**的占比提高了两个百分点。
> 今年以来，**海角集团**已经三次下调预期。
# English: bylines and datelines
- **By Jane Roe**
- **By Jane Roe and John Q. Doe**
- **BY JANE ROE**
- **LONDON (Reuters) –** The harbour opened again at night on Monday.
- **WASHINGTON, April 22 (Xinhua) --** The two sides met for three hours.
- **NEW YORK —** The ferry company said it would appeal.
- **PARIS (AFP) -** A lamp was found under the bridge.
- **Written by Jane Roe**
- **Source: Harbour Daily**
- **Photo: Jane Roe**
- **Jane Roe, Staff Writer**
- **Reporting by Jane Roe; Editing by John Doe**
- **Editor: John Doe**
- **(CNN) —** The last train left at ten.
# English: labels
- **Navigation:** Every link leads to a lamp.
- **Price:** nine pounds, or the nearest offer
- **Task scheduling**: Clients can schedule tasks at a time of their own.
- **Ingredients:** two lamps, one bridge
- 1. **Idempotence:** a task can run twice.
- **Q:** When do you open?
- **Update:** The company has since replied.
# English: calls
- **Subscribe to our newsletter**
- **Sign up here for the morning briefing**
- **Read more: Ten harbours that never sleep**
- **Related: Why lamps go out**
- **Click here to see the map**
- **Follow us on Twitter**
- **Advertisement**
- **Turn on breaking news notifications**
- **You might also like**
- **Download the app**
- **Table 2: Harbours by year**
- **More stories from the harbour**
- **Buy now**
# English: statements
+ **The harbour will stay open all night from Monday, the council said.** Ships need not wait.
+ She added: **“We are building a lighthouse, not a lamp.”**
+ **What does it mean for the ferries?**
+ **Whole harbours have gone dark since the levy was raised in March.**
+ The finding is simple: **boats with lights are hit a third as often as those without them.**
+ **Editors at the paper refused to sign the letter, and four of them left.**
+ **By Friday, every boat in the bay had been moved.**
+ **Subscribers fell for the first time in two years.**
+ **Read access was never checked, so anyone could see the list.** It has been mended since.
+ **London was dark for an hour on Sunday as the grid failed.**
+ **Prices rose by nine per cent, the fastest rise in a decade.** Nobody was surprised.
+ **The company denies it.**
+ **Sources inside the harbour say the lamp was never lit.**
+ **How effective is a lamp?**
+ **Nobody was hurt.** The bridge is closed.
# English: fragments
> On every map, **the old lighthouse** is still drawn as if it stood.
> Open **Harbour Settings** and choose a lamp.
> The report says boats are **much safer** with lights.
> We did not know **how to run a harbour** at night.
> Since 2019 the port has lost **65 ships** to the rocks.
> Choose **Quit** from the menu of the harbour.
# Japanese
- **文＝石田花子**
- **（記者 石田花子）**
- **取材・文：石田花子**
- **［港町 22日 ロイター］ -** 港は月曜日に再び開いた。
- **続きを読む**
- **関連記事**
- **詳しくはこちら**
- **価格：**九百円
- **対象：**港に住む人
+ **港の夜間作業が月曜日から再開されると市が発表した。**
+ **なぜ灯台は消えたのか**
+ 市長は「**灯りのない港に未来はない、すぐに直すべきだ**」と述べた。
+ **HOMEメニューに新しい機能を追加しました。**
> 新しい灯りは古いものの**半分の値段**で買える。
# Korean
- **[서울=항구뉴스] 홍길동 기자 =** 항구가 월요일에 다시 열렸다.
- **홍길동 기자**
- **관련 기사**
- **가격:** 구천 원
+ **항구는 월요일부터 밤에도 문을 연다고 시가 밝혔다.**
> 새 등대는 옛 등대의 **절반 값**에 살 수 있다.
# German, French, Spanish, Italian, Portuguese, Russian
- **Von Jana Roth**
- **Berlin (dpa) –** Der Hafen hat wieder geöffnet.
- **Lesen Sie auch: Warum Lampen ausgehen**
- **Jetzt Newsletter abonnieren**
- **Preis:** neun Euro
+ **Der Hafen bleibt ab Montag die ganze Nacht offen, sagt die Stadt.**
> Das Licht kostet nur **halb so viel** wie früher.
- **Par Jeanne Roux**
- **Lire aussi : Pourquoi les lampes s'éteignent**
- **Abonnez-vous à notre lettre**
+ **Le port restera ouvert toute la nuit à partir de lundi, dit la ville.**
- **Por Juana Rojas**
- **MADRID, 22 Abr. (EUROPA PRESS) -** El puerto abrió de nuevo.
- **Lee también: Por qué se apagan las lámparas**
+ **El puerto seguirá abierto toda la noche desde el lunes.**
- **Leggi anche: Perché si spengono le lampade**
+ **Il porto resterà aperto tutta la notte da lunedì, dice il comune.**
- **Leia também: Por que as lâmpadas se apagam**
+ **O porto ficará aberto a noite toda a partir de segunda-feira.**
- **Автор: Иван Петров**
- **Читайте также: Почему гаснут лампы**
+ **Порт будет открыт всю ночь с понедельника, сообщили в городе.**
> Новая лампа стоит **вдвое меньше** старой.
"""

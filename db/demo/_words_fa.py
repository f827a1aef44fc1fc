"""The demo company in Persian: a maker of scales and packing machines with four offices. Everybody is invented."""

from __future__ import annotations

from ._words import Article, Place, Staff, Words

_STAFF = (
    Staff("شیرین ادیب‌نیا", "sh.adibnia", "admin", None),
    Staff("کاوه رستگارپور", "k.rastegarpour", "manager", None),
    Staff("مهرداد فروزش", "m.forouzesh", "lead", 0),
    Staff("نسرین کیان‌مهر", "n.kianmehr", "lead", 1),
    Staff("بهزاد صفاهانی", "b.safahani", "lead", 2),
    Staff("فریبا زندپارسا", "f.zandparsa", "lead", 3),
    Staff("حسین نیک‌اندیش", "h.nikandish", "viewer", 0),
    Staff("سارا یگانه‌فر", "s.yeganehfar", "rep", 0),
    Staff("امیرحسین تهرانچی", "a.tehranchi", "rep", 0),
    Staff("الهام درخشان‌پور", "e.derakhshanpour", "rep", 0),
    Staff("پویا سماواتی", "p.samavati", "rep", 0),
    Staff("مریم آذرگون", "m.azargoun", "rep", 0),
    Staff("رضا شکوهمند", "r.shokouhmand", "rep", 1),
    Staff("نگار بهروزی‌نیا", "n.behrouzinia", "rep", 1),
    Staff("سعید ملک‌آرا", "s.malekara", "rep", 1),
    Staff("لیلا وثوقی‌فرد", "l.vosoughifard", "rep", 1),
    Staff("حامد جهان‌بین", "h.jahanbin", "rep", 1),
    Staff("زهرا نقش‌بندی", "z.naghshbandi", "rep", 2),
    Staff("محسن زاینده‌رودی", "m.zayandehroudi", "rep", 2),
    Staff("آرزو کلباسی‌پور", "a.kalbasipour", "rep", 2),
    Staff("علیرضا میناکار", "a.minakar", "rep", 2),
    Staff("نوید نارنجستانی", "n.narenjestani", "rep", 3),
    Staff("سمیه گلگشت", "s.golgasht", "rep", 3),
    Staff("کامران ارم‌زاده", "k.eramzadeh", "rep", 3),
    Staff("مینا دروازه‌قرآنی", "m.darvazeh", "rep", 3),
)

_PLACES = (
    Place("تهران", "تهران", "021", "19", 0, 20),
    Place("البرز", "کرج", "026", "31", 0, 9),
    Place("گیلان", "رشت", "013", "41", 0, 5),
    Place("مازندران", "ساری", "011", "48", 0, 4),
    Place("مازندران", "آمل", "011", "46", 0, 3),
    Place("قزوین", "قزوین", "028", "34", 0, 4),
    Place("تهران", "تهران", "021", "13", 1, 16),
    Place("تهران", "اسلامشهر", "021", "33", 1, 4),
    Place("تهران", "ورامین", "021", "33", 1, 3),
    Place("قم", "قم", "025", "37", 1, 5),
    Place("خراسان رضوی", "مشهد", "051", "91", 1, 9),
    Place("آذربایجان شرقی", "تبریز", "041", "51", 1, 8),
    Place("کرمانشاه", "کرمانشاه", "083", "67", 1, 3),
    Place("اصفهان", "اصفهان", "031", "81", 2, 18),
    Place("اصفهان", "کاشان", "031", "87", 2, 5),
    Place("اصفهان", "نجف‌آباد", "031", "85", 2, 4),
    Place("یزد", "یزد", "035", "89", 2, 6),
    Place("مرکزی", "اراک", "086", "38", 2, 5),
    Place("چهارمحال و بختیاری", "شهرکرد", "038", "88", 2, 3),
    Place("فارس", "شیراز", "071", "71", 3, 18),
    Place("فارس", "مرودشت", "071", "73", 3, 4),
    Place("بوشهر", "بوشهر", "077", "75", 3, 4),
    Place("خوزستان", "اهواز", "061", "61", 3, 6),
    Place("هرمزگان", "بندرعباس", "076", "79", 3, 5),
    Place("کرمان", "کرمان", "034", "76", 3, 5),
)

_ARTICLES = (
    Article(
        "ترازوی رومیزی ۳۰ کیلویی", "توزین", "عدد",
        ("ترازوی رومیزی", "ترازوی آشپزخانه", "خرید دوباره ترازوی رومیزی"),
    ),
    Article(
        "ترازوی فروشگاهی چاپگردار", "توزین", "دستگاه",
        ("ترازوی فروشگاهی", "تجهیز شعبه جدید", "جایگزینی ترازوهای قدیمی"),
    ),
    Article("باسکول سکویی ۳۰۰ کیلویی", "توزین", "دستگاه", ("باسکول انبار", "باسکول سکویی")),
    Article("باسکول کفی ۳ تنی", "توزین", "دستگاه", ("باسکول ورودی انبار", "باسکول بارگیری")),
    Article("باسکول جاده‌ای ۶۰ تنی", "توزین", "دستگاه", ("باسکول جاده‌ای کارخانه", "باسکول دوم")),
    Article("چاپگر برچسب", "بسته‌بندی", "دستگاه", ("چاپگر برچسب", "برچسب خط جدید", "برچسب قفسه")),
    Article("دستگاه کنترل وزن", "بسته‌بندی", "دستگاه", ("کنترل وزن خط ۲", "دستگاه کنترل وزن", "کنترل کیفیت وزن")),
    Article("دستگاه بسته‌بندی", "بسته‌بندی", "دستگاه", ("خط بسته‌بندی", "دستگاه بسته‌بندی", "نوسازی خط بسته‌بندی")),
    Article("نرم‌افزار توزین", "نرم‌افزار", "عدد", ("نرم‌افزار توزین", "اتصال ترازوها به حسابداری")),
    Article("نصب و آموزش", "خدمات", "ساعت", ("نصب و راه‌اندازی", "آموزش کارکنان")),
    Article("قرارداد سرویس سالانه", "خدمات", "ماه", ("قرارداد سرویس سالانه", "تمدید قرارداد سرویس")),
    Article("کالیبراسیون", "خدمات", "عدد", ("کالیبراسیون", "کالیبراسیون سالانه", "کالیبراسیون در محل")),
)  # fmt: skip

FA = Words(
    language="fa",
    company="توزین‌پرداز نارون",
    domain="tozin-narvan.example",
    country="ایران",
    units=(("تهران شمال", None), ("تهران جنوب", None), ("اصفهان", None), ("شیراز", 2)),
    staff=_STAFF,
    places=_PLACES,
    streets=(
        "بلوار سروستان", "خیابان بهارستان", "خیابان کارگر", "شهرک صنعتی، خیابان گلستان", "خیابان معلم",
        "بلوار دانشجو", "خیابان فردوسی", "خیابان حافظ", "جاده قدیم، کوچه کاج", "شهرک صنعتی، بلوار صنعت",
        "خیابان سعدی", "میدان آزادی، خیابان نیلوفر",
    ),
    address="{street}، پلاک {number}",
    men=(
        "علی:ali, رضا:reza, محمد:mohammad, حسین:hossein, مهدی:mahdi, امیر:amir, سعید:saeed, حمید:hamid, "
        "مجید:majid, وحید:vahid, فرهاد:farhad, بهرام:bahram, بابک:babak, سیامک:siamak, کیوان:keyvan, "
        "آرش:arash, پیمان:peyman, پدرام:pedram, شهرام:shahram, بهنام:behnam, بهمن:bahman, داریوش:dariush, "
        "کورش:kourosh, جمشید:jamshid, منوچهر:manouchehr, ایرج:iraj, هومن:houman, نیما:nima, سینا:sina, "
        "میلاد:milad, مسعود:masoud, محمود:mahmoud, ناصر:naser, یوسف:yousef, ابراهیم:ebrahim, اسماعیل:esmaeil, "
        "داوود:davoud, جواد:javad, کاظم:kazem, هادی:hadi, امید:omid, احسان:ehsan, ایمان:iman, فرزاد:farzad, "
        "فریدون:fereydoun, خسرو:khosrow, سهراب:sohrab, شاهین:shahin, سروش:soroush, مازیار:maziar"
    ),
    women=(
        "فاطمه:fatemeh, زهرا:zahra, مریم:maryam, سارا:sara, نرگس:narges, لیلا:leila, الهه:elaheh, مینا:mina, "
        "نازنین:nazanin, شیما:shima, سمیرا:samira, مهسا:mahsa, پریسا:parisa, نیلوفر:niloufar, یاسمن:yasaman, "
        "سپیده:sepideh, ستاره:setareh, بهاره:bahareh, هانیه:hanieh, راضیه:razieh, معصومه:masoumeh, "
        "طاهره:tahereh, فرزانه:farzaneh, شهرزاد:shahrzad, گلناز:golnaz, فرشته:fereshteh, آزاده:azadeh, "
        "مرجان:marjan, ژاله:zhaleh, لاله:laleh, نسترن:nastaran, هما:homa, پروین:parvin, مهناز:mahnaz, "
        "شهلا:shahla, سوسن:sousan, ناهید:nahid, مژگان:mozhgan, نگین:negin, کتایون:katayoun, رویا:roya, "
        "سحر:sahar, شادی:shadi, غزاله:ghazaleh, مهتاب:mahtab, آناهیتا:anahita, افسانه:afsaneh, پگاه:pegah"
    ),
    families=(
        "آریان‌پور:arianpour, آقابیگی:aghabeigi, آهنگران:ahangaran, اسدپور:asadpour, اشراقی:eshraghi, "
        "افشارمنش:afsharmanesh, امین‌زاده:aminzadeh, ایزدی:izadi, بابایی:babaei, باغبان:baghban, "
        "بختیاری:bakhtiari, برزگر:barzegar, بهرامی:bahrami, بهشتی‌فر:beheshtifar, پارساپور:parsapour, "
        "پاکدل:pakdel, پورحیدری:pourheydari, پیروزفر:pirouzfar, تقوی‌نژاد:taghavinejad, توکلی:tavakoli, "
        "ثابت‌قدم:sabetghadam, جاویدان:javidan, جعفرپور:jafarpour, جهانگیری:jahangiri, چراغی:cheraghi, "
        "حاتمی:hatami, حسن‌زاده:hasanzadeh, حق‌شناس:haghshenas, حیدری:heydari, خاکسار:khaksar, "
        "خدابنده:khodabandeh, خرمدل:khorramdel, خوش‌نویس:khoshnevis, دادگر:dadgar, دانشور:daneshvar, "
        "درویشی:darvishi, دهقان‌پور:dehghanpour, راستین:rastin, رحمانی:rahmani, رزاقی:razzaghi, "
        "رفیعی:rafiei, روشندل:roshandel, زارع‌پور:zarepour, زمردیان:zomorrodian, ستوده:sotoudeh, "
        "سلیمی:salimi, سهرابی:sohrabi, شاکری:shakeri, شایگان‌فر:shayganfar, شریفی‌راد:sharifirad, "
        "شفیعی:shafiei, شهبازی:shahbazi, صالحی‌نیا:salehinia, صبوری:sabouri, صدری:sadri, طالبی:talebi, "
        "طاهرخانی:taherkhani, عابدینی:abedini, عزیزی:azizi, عسگری:asgari, عطایی:ataei, غفاری:ghaffari, "
        "فتحی:fathi, فرجی:faraji, فرخ‌زاد:farrokhzad, فلاح‌پور:fallahpour, قاسمی:ghasemi, قربانی:ghorbani, "
        "قنبری:ghanbari, کاویانی:kaviani, کرمانی‌نژاد:kermaninejad, کریمی:karimi, کشاورز:keshavarz, "
        "کوهستانی:kouhestani, گلستانی:golestani, گودرزی:goudarzi, لطفی:lotfi, محبوبی:mahboubi, "
        "مختاری:mokhtari, مرادی:moradi, مستوفی:mostofi, مشکات:meshkat, مقدسی:moghaddasi, منصوری:mansouri, "
        "مهاجر:mohajer, مهرآیین:mehraein, میرزایی:mirzaei, نادری:naderi, نجفی‌پور:najafipour, نعمتی:nemati, "
        "نوروزی:norouzi, نیکخواه:nikkhah, واعظی:vaezi, وفایی:vafaei, هاشمی‌فر:hashemifar, همتی:hemmati, "
        "یزدان‌پناه:yazdanpanah, یوسفی:yousefi"
    ),
    roots=(
        "آبتین‌رود:abtinroud, آرتاویژ:artavizh, آذرکیش:azarkish, آسه‌پارس:asehpars, آفرند:afarand, "
        "آلاله‌دشت:alalehdasht, آمودریا:amoudarya, آوین‌مهر:avinmehr, آیریک:airik, ارژن‌کوه:arzhankouh, "
        "ارمغان‌سرو:armaghansarv, اسپادانه:espadaneh, افرانوش:afranoush, البرزدانه:alborzdaneh, انوشه‌کار:anoushehkar, "
        "اورامان‌رود:oramanroud, باران‌دخت:barandokht, بامیکا:bamika, برسام‌پویان:barsampouyan, بلوط‌سبز:balootsabz, "
        "بهارنارنج:baharnarenj, بهرود:behroud, پارمیس‌گستر:parmisgostar, پدیدار:padidar, پرستوی‌سپید:parastou, "
        "پرنیان‌دشت:parniandasht, پویاسرند:pouyasarand, پیروزآفتاب:pirouzaftab, "
        "تاک‌سبلان:taksabalan, ترنج‌زرین:toranjzarrin, "
        "تندیس‌رود:tandisroud, تیرازیس:tirazis, چکاوک‌نور:chakavaknour, چمان‌آرا:chamanara, خورآوند:khoravand, "
        "خوشه‌طلا:khoushehtala, دانژه:danzheh, درنامهر:dornamehr, دماوندسازان:damavandsazan, دیبای‌خزر:dibakhazar, "
        "راژانه:razhaneh, رایکاپیشرو:raykapishro, رخشاب:rakhshab, رودکی‌نو:roudakino, زاگرس‌آوا:zagrosava, "
        "زرین‌کشت:zarrinkesht, زنده‌چشمه:zendehcheshmeh, ژرف‌پایا:zharfpaya, ساینار:saynar, سپهرین:sepehrin, "
        "سپیدان‌کار:sepidankar, ستاک‌پارس:setakpars, سرونوش:sarvnoush, سماک‌راه:samakrah, سندس‌گل:sondosgol, "
        "سورنابان:sournaban, سیمرغ‌دانش:simorghdanesh, شاخسار:shakhsar, شبدیزکار:shabdizkar, شکوفان‌باغ:shokoufanbagh, "
        "شهدآوران:shahdavaran, صدف‌جنوب:sadafjonoub, صنوبرین:sanowbarin, طلوع‌کویر:tolouekavir, غزال‌دشت:ghazaldasht, "
        "فرازبام:farazbam, فراهور:farahour, فروغ‌نگین:foroughnegin, فیروزه‌کوب:firouzehkoub, قاصدک‌نو:ghasedakno, "
        "کاج‌آرام:kajaram, کارون‌تاب:karountab, کاویژ:kavizh, کهربانو:kahrobano, کوهپایه‌سبز:kouhpayehsabz, "
        "کیان‌رخش:kianrakhsh, گل‌آذین‌مهر:golazinmehr, گندم‌زار:gandomzar, گوهران‌شرق:goharanshargh, گیلاس‌نو:gilasno, "
        "لاجوردین:lajevardin, لوتوس‌آب:lotusab, ماهورتابان:mahourtaban, مرغاب‌رود:morghabroud, "
        "مرواریدخلیج:morvaridkhalij, "
        "مهرآسا:mehrasa, مهستان‌کار:mahestankar, میناژ:minazh, نارگیس:nargis, نسیم‌هامون:nasimhamoun, نگارینه:negarineh, "
        "نیک‌رود:nikroud, نیلگون‌خزر:nilgounkhazar, هامون‌یار:hamounyar, هزاردانه:hezardaneh, هورمهر:hourmehr, "
        "هیرکان‌پوش:hirkanpoush, ورجاوندنو:varjavandno, یاقوت‌کار:yaghoutkar, یکتابذر:yektabazr"
    ),
    firms=(
        ("صنایع غذایی {}", "فولاد {}", "پلاستیک {}", "کاشی و سرامیک {}", "آرد {}", "تولیدی {}", "لبنیات {}"),
        ("فروشگاه زنجیره‌ای {}", "سوپرمارکت {}", "پروتئین {}", "عمده‌فروشی {}", "ابزار {}"),
        ("شن و ماسه {}", "بتن آماده {}", "مصالح {}"),
        ("سامانه‌های {}", "اتوماسیون {}"),
        ("بازرگانی {}",),
        ("داروسازی {}", "آزمایشگاه {}", "درمانگاه {}"),
        ("هنرستان {}", "آموزشگاه آشپزی {}"),
        ("حمل‌ونقل {}", "باربری {}", "انبار عمومی {}"),
        ("بازیافت {}", "پذیرایی {}", "خشکشویی صنعتی {}", "پخش {}"),
    ),
    website="www.{}.example",
    jobs=(
        "مدیرعامل", "مدیر داخلی", "مدیر خرید", "مدیر کارخانه", "مدیر کنترل کیفیت", "کارشناس خرید",
        "مدیر لجستیک", "مدیر فروشگاه", "مدیر مالی", "مسئول تعمیرات",
    ),
    departments=(
        "مدیریت", "مدیریت", "بازرگانی", "تولید", "کنترل کیفیت", "بازرگانی", "لجستیک", "فروشگاه", "مالی", "فنی",
    ),
    articles=_ARTICLES,
    deal_title="{what}، {whom}",
    next_steps=(
        ("تماس و پرسیدن نیاز", "فرستادن کاتالوگ", "شناختن تصمیم‌گیر"),
        ("هماهنگی بازدید", "گرفتن نقشه محل نصب", "روشن کردن بودجه"),
        ("فرستادن پیش‌فاکتور", "پیگیری پیش‌فاکتور", "نمایش دستگاه نمونه"),
        ("توافق بر سر شرایط پرداخت", "گرفتن تأیید سفارش", "جلسه با مدیر خرید", "قطعی کردن زمان تحویل"),
    ),
    task_titles={
        "call": ("تماس درباره پیش‌فاکتور", "پاسخ به تماس مشتری", "پرسیدن نتیجه آزمایش دستگاه"),
        "meeting": ("جلسه با مدیر خرید", "آماده شدن برای جلسه", "نمایش دستگاه نمونه"),
        "visit": ("بازدید از کارخانه", "اندازه‌گیری محل نصب"),
        "email": ("فرستادن برگه مشخصات", "فرستادن پیش‌فاکتور اصلاح‌شده", "فرستادن فهرست مشتریان"),
        "follow_up": ("پیگیری پیش‌فاکتور", "پیگیری تصمیم مشتری", "یادآوری نمونه‌ها"),
        "task": ("تهیه پیش‌فاکتور", "پرسیدن زمان تحویل از انبار", "گرفتن تأیید تخفیف"),
    },
    subjects={
        "call": ("تماس نخست", "گفت‌وگو درباره نیاز", "پیگیری پیش‌فاکتور", "شرایط پرداخت", "تماس دوباره"),
        "meeting": ("جلسه در دفتر ما", "نمایش دستگاه", "جلسه با بخش خرید", "گفت‌وگوی قیمت"),
        "visit": ("بازدید از محل", "بازدید از خط تولید", "بررسی محل نصب"),
        "email": ("پیش‌فاکتور فرستاده شد", "برگه مشخصات فرستاده شد", "پاسخ به پرسش‌ها", "پیش‌فاکتور اصلاح شد"),
        "message": ("پیام کوتاه درباره زمان جلسه", "نشانی فرستاده شد", "درخواست تماس"),
    },
    deal_notes=(
        "ما را با دو شرکت دیگر می‌سنجد؛ خدمات پس از فروش تعیین‌کننده است.",
        "تحویل را پیش از بازرسی استاندارد می‌خواهد.",
        "مدیر کارخانه با ماست، بخش خرید فقط قیمت را می‌بیند.",
        "بودجه این فصل تصویب شده است.",
        "سه مشتری نزدیک برای معرفی خواست.",
        "دستگاه نمونه از هفته پیش در سالن آن‌هاست.",
        "پرداخت در دو چک می‌خواهد.",
        "تصمیم به جلسه بعدی هیئت‌مدیره افتاد.",
    ),
    customer_notes=(
        "صبح‌ها پاسخ می‌دهد.",
        "بار فقط از در پشتی تحویل گرفته می‌شود.",
        "سال آینده شعبه دوم را باز می‌کند.",
        "فاکتور باید شماره سفارش داشته باشد.",
        "در نمایشگاه بهار به غرفه ما آمد.",
        "خوش‌حساب است و ما را معرفی می‌کند.",
        "دو باسکول از سازنده‌ای دیگر دارد که زمان تعویضشان رسیده است.",
    ),
    call_notes=(
        "تخفیف بیشتری خواست.",
        "با مدیر کارخانه صحبت می‌کند.",
        "پس از تعطیلات دوباره تماس بگیریم.",
        "بسیار علاقه‌مند است و می‌خواهد دستگاه را در کار ببیند.",
        "برگه مشخصات همان لحظه فرستاده شد.",
    ),
    customer_tags=("مشتری ویژه", "بازدیدکننده نمایشگاه", "قرارداد سالانه", "دیرپرداخت", "معرف ما"),
    deal_tags=("جایگزینی", "سایت جدید", "مناقصه", "داغ", "جشنواره بهار"),
)  # fmt: skip

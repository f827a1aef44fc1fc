# ruff: noqa: E501 (a province a line)
"""The provinces of Iran and their main cities, as people spell them in both scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from rapidfuzz import fuzz, process

from crm_core.base.text import compact

# Persian name = English name (other spellings): cities, the capital first, each Persian = English, further spellings behind a slash.
_PROVINCES = """
آذربایجان شرقی = East Azerbaijan (آذربایجان‌شرقی, آ شرقی, اذربایجان شرقی, azarbaijan sharghi, azarbayjan sharqi, azerbaijan east, az sharghi): تبریز=Tabriz, مراغه=Maragheh, مرند=Marand, میانه=Mianeh, اهر=Ahar, بناب=Bonab, سراب=Sarab, شبستر=Shabestar, آذرشهر=Azarshahr, هادیشهر=Hadishahr, عجب‌شیر=Ajabshir, اسکو=Osku, بستان‌آباد=Bostanabad, هریس=Heris, جلفا=Jolfa, ملکان=Malekan, هشترود=Hashtrud, سهند=Sahand, ممقان=Mamaghan, ورزقان=Varzaghan, کلیبر=Kaleybar
آذربایجان غربی = West Azerbaijan (آذربایجان‌غربی, آ غربی, اذربایجان غربی, azarbaijan gharbi, azarbayjan qarbi, azerbaijan west, az gharbi): ارومیه=Urmia/رضائیه/orumiyeh/orumieh/oroomieh, خوی=Khoy, میاندوآب=Miandoab, مهاباد=Mahabad, بوکان=Bukan, سلماس=Salmas, پیرانشهر=Piranshahr, نقده=Naghadeh, ماکو=Maku, سردشت=Sardasht, تکاب=Takab, شاهین‌دژ=Shahin Dezh, اشنویه=Oshnavieh, قره‌ضیاءالدین=Qareh Zia od Din, شوط=Showt
اردبیل = Ardabil (ardebil): اردبیل=Ardabil/ardebil, پارس‌آباد=Parsabad, مشگین‌شهر=Meshgin Shahr/مشکین شهر, خلخال=Khalkhal, گرمی=Germi, بیله‌سوار=Bileh Savar, نمین=Namin, نیر=Nir, سرعین=Sarein
اصفهان = Isfahan (esfahan, isfehan, اصفهان و توابع): اصفهان=Isfahan/esfahan, کاشان=Kashan, خمینی‌شهر=Khomeyni Shahr, نجف‌آباد=Najafabad, شاهین‌شهر=Shahin Shahr, شهرضا=Shahreza, فولادشهر=Fuladshahr, مبارکه=Mobarakeh, بهارستان=Baharestan, زرین‌شهر=Zarrin Shahr, فلاورجان=Falavarjan, گلپایگان=Golpayegan, آران و بیدگل=Aran va Bidgol, خوانسار=Khansar, نطنز=Natanz, نایین=Nain/نائین, اردستان=Ardestan, سمیرم=Semirom, فریدون‌شهر=Fereydunshahr, داران=Daran, تیران=Tiran, دهاقان=Dehaghan, درچه=Dorcheh, قهدریجان=Ghahderijan
البرز = Alborz (karaj province): کرج=Karaj, فردیس=Fardis, نظرآباد=Nazarabad, هشتگرد=Hashtgerd, محمدشهر=Mohammadshahr, ماهدشت=Mahdasht, کمال‌شهر=Kamalshahr, اشتهارد=Eshtehard, طالقان=Taleghan, مشکین‌دشت=Meshkin Dasht, گرمدره=Garmdarreh
ایلام = Ilam (ilaam): ایلام=Ilam, دهلران=Dehloran, ایوان=Eyvan, آبدانان=Abdanan, دره‌شهر=Darreh Shahr, مهران=Mehran, سرابله=Sarableh
بوشهر = Bushehr (booshehr, boushehr): بوشهر=Bushehr/boushehr/booshehr, برازجان=Borazjan, گناوه=Genaveh/بندر گناوه, کنگان=Kangan/بندر کنگان, عسلویه=Asaluyeh/asalouyeh, خورموج=Khormoj, جم=Jam, دیر=Deyr/بندر دیر, دیلم=Deylam/بندر دیلم, خارک=Kharg, اهرم=Ahram
تهران = Tehran (teheran, طهران, تهران بزرگ, thr): تهران=Tehran/teheran/طهران, اسلام‌شهر=Eslamshahr, شهریار=Shahriar, قدس=Qods/شهر قدس, ملارد=Malard, پاکدشت=Pakdasht, قرچک=Qarchak, ورامین=Varamin, ری=Rey/شهر ری/شهرری, پردیس=Pardis, دماوند=Damavand, رباط‌کریم=Robat Karim, اندیشه=Andisheh, پرند=Parand, پیشوا=Pishva, بومهن=Bumehen, فیروزکوه=Firuzkuh, لواسان=Lavasan, رودهن=Rudehen, شمشک=Shemshak, چهاردانگه=Chahardangeh, حسن‌آباد=Hasanabad, صالحیه=Salehiyeh, گلستان=Golestan, تجریش=Tajrish, باقرشهر=Baghershahr
چهارمحال و بختیاری = Chaharmahal and Bakhtiari (چهار محال و بختیاری, چهارمحال بختیاری, چهار محال بختیاری, چهارمحال, چهار محال, chaharmahal bakhtiari, chahar mahal va bakhtiari, chahar mahaal and bakhtiari): شهرکرد=Shahrekord/shahr e kord, بروجن=Borujen, فارسان=Farsan, لردگان=Lordegan, فرخ‌شهر=Farrokhshahr, هفشجان=Hafshejan, سامان=Saman, جونقان=Junqan, اردل=Ardal
خراسان جنوبی = South Khorasan (خراسان‌جنوبی, khorasan jonoubi, khorasan jonubi, khorasan south): بیرجند=Birjand, قاین=Qaen/قائن, فردوس=Ferdows, طبس=Tabas, نهبندان=Nehbandan, سرایان=Sarayan, بشرویه=Boshruyeh, سربیشه=Sarbisheh
خراسان رضوی = Razavi Khorasan (خراسان‌رضوی, خراسان, khorasan razavi, khorasan e razavi, khorasan): مشهد=Mashhad/mashad/meshed/مشهد مقدس, نیشابور=Neyshabur/nishapur/neyshaboor, سبزوار=Sabzevar, تربت حیدریه=Torbat e Heydarieh/تربت‌حیدریه, تربت جام=Torbat e Jam, قوچان=Quchan, کاشمر=Kashmar, چناران=Chenaran, تایباد=Taybad, گناباد=Gonabad, طرقبه=Torghabeh, سرخس=Sarakhs, خواف=Khaf, درگز=Dargaz, فریمان=Fariman, بردسکن=Bardaskan, شاندیز=Shandiz, گلبهار=Golbahar, کلات=Kalat
خراسان شمالی = North Khorasan (خراسان‌شمالی, khorasan shomali, khorasan north): بجنورد=Bojnurd/bojnord, شیروان=Shirvan, اسفراین=Esfarayen, آشخانه=Ashkhaneh, جاجرم=Jajarm, فاروج=Faruj, گرمه=Garmeh
خوزستان = Khuzestan (khoozestan, khouzestan): اهواز=Ahvaz/ahwaz, آبادان=Abadan, دزفول=Dezful, ماهشهر=Mahshahr/بندر ماهشهر, خرمشهر=Khorramshahr, اندیمشک=Andimeshk, بهبهان=Behbahan, شوشتر=Shushtar, ایذه=Izeh, مسجدسلیمان=Masjed Soleyman, شوش=Shush, رامهرمز=Ramhormoz, امیدیه=Omidiyeh, بندر امام خمینی=Bandar Imam Khomeini, شادگان=Shadegan, هندیجان=Hendijan, سوسنگرد=Susangerd, آغاجاری=Aghajari, باغ‌ملک=Baghmalek, گتوند=Gotvand
زنجان = Zanjan (): زنجان=Zanjan, ابهر=Abhar, خرم‌دره=Khorramdarreh, قیدار=Qeydar, هیدج=Hidaj, صائین‌قلعه=Saein Qaleh, طارم=Tarom
سمنان = Semnan (): سمنان=Semnan, شاهرود=Shahrud/shahroud/shahrood, دامغان=Damghan, گرمسار=Garmsar, مهدی‌شهر=Mahdishahr, ایوانکی=Eyvanekey, میامی=Meyami, سرخه=Sorkheh
سیستان و بلوچستان = Sistan and Baluchestan (سیستان و بلوچستان, سیستان بلوچستان, سیستان, بلوچستان, sistan va baluchestan, sistan baluchestan, sistan and baluchistan, sistan va balouchestan): زاهدان=Zahedan, زابل=Zabol, ایرانشهر=Iranshahr, چابهار=Chabahar, سراوان=Saravan, خاش=Khash, کنارک=Konarak, نیک‌شهر=Nikshahr, پیشین=Pishin, میرجاوه=Mirjaveh
فارس = Fars (pars, shiraz province): شیراز=Shiraz, مرودشت=Marvdasht, جهرم=Jahrom, فسا=Fasa, کازرون=Kazerun, داراب=Darab, لار=Lar, آباده=Abadeh, نی‌ریز=Neyriz/نیریز, اقلید=Eqlid, فیروزآباد=Firuzabad, لامرد=Lamerd, صدرا=Sadra, نورآباد=Nurabad/نورآباد ممسنی, استهبان=Estahban, زرقان=Zarqan, گراش=Gerash, اوز=Evaz, قیر=Qir
قزوین = Qazvin (ghazvin, kazvin): قزوین=Qazvin/ghazvin, تاکستان=Takestan, الوند=Alvand, محمدیه=Mohammadieh, آبیک=Abyek, بوئین‌زهرا=Buin Zahra/بویین زهرا, اقبالیه=Eqbaliyeh, محمودآباد نمونه=Mahmudabad Nemuneh
قم = Qom (ghom, kom, qum): قم=Qom/ghom/qum, جعفریه=Jafariyeh, کهک=Kahak, قنوات=Qanavat
کردستان = Kurdistan (kordestan, kurdestan): سنندج=Sanandaj, سقز=Saqqez/saghez, مریوان=Marivan, بانه=Baneh, قروه=Qorveh, کامیاران=Kamyaran, بیجار=Bijar, دیواندره=Divandarreh, دهگلان=Dehgolan
کرمان = Kerman (kirman): کرمان=Kerman, سیرجان=Sirjan, رفسنجان=Rafsanjan, جیرفت=Jiroft, بم=Bam, زرند=Zarand, کهنوج=Kahnuj, شهربابک=Shahr e Babak, بافت=Baft, بردسیر=Bardsir, راور=Ravar, ماهان=Mahan, انار=Anar, عنبرآباد=Anbarabad
کرمانشاه = Kermanshah (باختران, kirmanshah, bakhtaran): کرمانشاه=Kermanshah/باختران, اسلام‌آباد غرب=Eslamabad e Gharb, هرسین=Harsin, کنگاور=Kangavar, سنقر=Sonqor, جوانرود=Javanrud, صحنه=Sahneh, پاوه=Paveh, سرپل ذهاب=Sarpol e Zahab, قصر شیرین=Qasr e Shirin, گیلانغرب=Gilan e Gharb, روانسر=Ravansar
کهگیلویه و بویراحمد = Kohgiluyeh and Boyer-Ahmad (کهکیلویه و بویراحمد, کهگیلویه و بویر احمد, کهکیلویه و بویر احمد, کهگیلویه وبویراحمد, کهگیلویه بویراحمد, کهگیلویه, کهکیلویه, کهکیلویه بویراحمد, بویراحمد, kohgiluyeh va boyer ahmad, kohgiluyeh boyerahmad, kohkiluyeh va buyer ahmad, kohgiluyeh): یاسوج=Yasuj/yasouj, دوگنبدان=Dogonbadan/گچساران/gachsaran, دهدشت=Dehdasht, سی‌سخت=Sisakht, لیکک=Likak, چرام=Choram, باشت=Basht, مادوان=Madavan
گلستان = Golestan (gulestan): گرگان=Gorgan, گنبد کاووس=Gonbad e Kavus/گنبدکاووس/گنبد, علی‌آباد کتول=Aliabad e Katul/علی آباد, بندر ترکمن=Bandar Torkaman, آزادشهر=Azadshahr, کردکوی=Kordkuy, کلاله=Kalaleh, آق‌قلا=Aqqala, مینودشت=Minudasht, گالیکش=Galikash, بندر گز=Bandar Gaz, رامیان=Ramian
گیلان = Gilan (guilan, ghilan): رشت=Rasht, بندر انزلی=Bandar e Anzali/انزلی/anzali, لاهیجان=Lahijan, لنگرود=Langarud, تالش=Talesh/هشتپر, آستارا=Astara, صومعه‌سرا=Sowme'eh Sara/صومعه سرا, فومن=Fuman, رودسر=Rudsar, آستانه اشرفیه=Astaneh ye Ashrafiyeh, رودبار=Rudbar, سیاهکل=Siahkal, خمام=Khomam, ماسال=Masal, رضوانشهر=Rezvanshahr, کلاچای=Kelachay, شفت=Shaft, املش=Amlash, منجیل=Manjil
لرستان = Lorestan (luristan): خرم‌آباد=Khorramabad, بروجرد=Borujerd, دورود=Dorud, کوهدشت=Kuhdasht, الیگودرز=Aligudarz, نورآباد=Nurabad, ازنا=Azna, پلدختر=Pol e Dokhtar, الشتر=Aleshtar
مازندران = Mazandaran (mazandran): ساری=Sari, بابل=Babol, آمل=Amol, قائم‌شهر=Qaem Shahr/قایم شهر/قائمشهر, بهشهر=Behshahr, چالوس=Chalus/chaloos, نکا=Neka, بابلسر=Babolsar, تنکابن=Tonekabon/شهسوار, نوشهر=Nowshahr, فریدونکنار=Fereydunkenar, رامسر=Ramsar, جویبار=Juybar, محمودآباد=Mahmudabad, نور=Nur, امیرکلا=Amirkola, کلارآباد=Kelarabad, عباس‌آباد=Abbasabad, سلمان‌شهر=Salmanshahr/متل قو, رویان=Royan, گلوگاه=Galugah, زیراب=Zirab, پل سفید=Pol e Sefid, کلاردشت=Kelardasht
مرکزی = Markazi (markazi province, استان مرکزی, arak province): اراک=Arak, ساوه=Saveh, خمین=Khomeyn, محلات=Mahallat, دلیجان=Delijan, شازند=Shazand, تفرش=Tafresh, آشتیان=Ashtian, مهاجران=Mohajeran, مامونیه=Mamuniyeh, زرندیه=Zarandieh
هرمزگان = Hormozgan (hormuzgan): بندرعباس=Bandar Abbas/بندر عباس, میناب=Minab, قشم=Qeshm, کیش=Kish/جزیره کیش, بندر لنگه=Bandar Lengeh/لنگه, رودان=Rudan, جاسک=Jask, پارسیان=Parsian, حاجی‌آباد=Hajjiabad, بستک=Bastak, دهبارز=Dehbarez
همدان = Hamadan (hamedan): همدان=Hamadan/hamedan, ملایر=Malayer, نهاوند=Nahavand, اسدآباد=Asadabad, تویسرکان=Tuyserkan, کبودرآهنگ=Kabudarahang, بهار=Bahar, لالجین=Lalejin, رزن=Razan, فامنین=Famenin
یزد = Yazd (): یزد=Yazd, میبد=Meybod, اردکان=Ardakan, بافق=Bafq, حمیدیا=Hamidia, مهریز=Mehriz, تفت=Taft, اشکذر=Ashkezar, ابرکوه=Abarkuh/ابرقو, شاهدیه=Shahedieh
"""
_LINE = re.compile(r"(.+?) = (.+?) \((.*?)\): (.+)")
_PROVINCE_WORDS = re.compile(r"^\s*(?:استان|ostan(?:e)?\b|province of)\s*|\s*(?:province|ostan)\s*$", re.IGNORECASE)
_CITY_WORDS = re.compile(r"^\s*(?:شهرستان|شهر(?=\s)|city of|shahrestan(?:e)?\b)\s*", re.IGNORECASE)
_LIKE_PROVINCE = 84
_LIKE_CITY = 86
_SHORTEST = 4
"""Shorter names are too like one another to be taken for misspelt."""


@dataclass(frozen=True, eq=False)
class Place:
    """A province or a city, in both scripts."""

    persian: str
    english: str

    def written(self, *, persian: bool) -> str:
        return self.persian if persian else self.english


@dataclass(frozen=True, eq=False)
class Province(Place):
    """A province with its cities, by each of their spellings (`compact`)."""

    cities: Mapping[str, Place]

    @property
    def capital(self) -> Place:
        return next(iter(self.cities.values()))


@cache
def _by_spelling() -> Mapping[str, Province]:
    found: dict[str, Province] = {}
    for line in _PROVINCES.strip().splitlines():
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise ValueError(line)
        persian, english, others, cities = parts.groups()
        province = Province(persian, english, MappingProxyType(_cities(cities)))
        for word in (persian, english, *others.split(",")):
            found.setdefault(compact(word), province)
    found.pop("", None)
    return MappingProxyType(found)


def _cities(text: str) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for entry in text.split(", "):
        persian, _, rest = entry.partition("=")
        english, *others = rest.split("/")
        place = Place(persian, english)
        for word in (persian, english, *others):
            found.setdefault(compact(word), place)
    return found


def provinces() -> list[Province]:
    """All provinces in the order of the Persian alphabet."""
    return list(dict.fromkeys(_by_spelling().values()))


@lru_cache(maxsize=4096)
def province(text: str) -> Province | None:
    """The province that a text names, in any usual spelling or nearly in one; None where it names none."""
    key = compact(_PROVINCE_WORDS.sub("", text))
    known = _by_spelling()
    if key in known or len(key) < _SHORTEST:
        return known.get(key)
    near = process.extractOne(key, known.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE_PROVINCE)
    return known[near[0]] if near else None


def city_key(text: str) -> str:
    """The spelling by which cities are compared: "شهر ری" is a name, in "شهرستان ری" the first word is none."""
    whole = compact(text)
    known = any(whole in one.cities for one in provinces())
    return whole if known else compact(_CITY_WORDS.sub("", text))


@lru_cache(maxsize=16384)
def city(text: str, within: Province | None = None) -> Place | None:
    """The city that a text names. `within` its province it may be misspelt; without one it must be spelt rightly.

    Of two cities of one name in different provinces none is meant where no province says which.
    """
    if within is not None and (known := within.cities.get(compact(text))):
        return known
    key = city_key(text)
    if within is None:
        found = [place for one in provinces() if (place := one.cities.get(key))]
        return found[0] if len(found) == 1 else None
    if key in within.cities or len(key) < _SHORTEST or not key.isalpha():
        return within.cities.get(key)
    near = process.extractOne(key, within.cities.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE_CITY)
    return within.cities[near[0]] if near else None


@cache
def capital(text: str) -> Place | None:
    """The capital of a province that a text names; other names are borne by towns in several provinces."""
    key = city_key(text)
    return next((one.capital for one in provinces() if one.cities.get(key) is one.capital), None)

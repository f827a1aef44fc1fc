"""Headers that lists of several kinds use for the same thing, in English, Persian and finglish."""

from __future__ import annotations

from ._field import words

PHONE = words(
    "phone, phone number, telephone, telephone number, tel, tel no, phone no, office phone, "
    "business phone, work phone, phone work, company phone, main phone, landline, landline number, "
    "phone 1, phone 1 value, contact number, direct phone, direct line, home phone, phone home, other phone, "
    "phone other, switchboard, call number, تلفن, شماره تلفن, تلفن ثابت, شماره ثابت, شماره تماس, تماس, "
    "تلفن شرکت, تلفن دفتر, تلفن محل کار, تلفن تماس, تلفن کارخانه, تلفن فروشگاه, تلفن منزل, تلفن ۱, "
    "تلفن مستقیم, خط ثابت, telefon, telephon, shomare telefon, shomare tamas, telefon sabet, "
    "shomare sabet, tamas"
)

MOBILE = words(
    "mobile, mobile number, mobile no, mobile phone, cell, cell phone, cellphone, cell number, "
    "phone mobile, gsm, whatsapp, whatsapp number, handphone, mobile 1, موبایل, شماره موبایل, تلفن همراه, "
    "شماره همراه, همراه, شماره تلفن همراه, گوشی, شماره گوشی, واتساپ, شماره واتساپ, موبایل ۱, mobail, "
    "mobayl, shomare mobile, shomare mobayl, shomare hamrah, telefon hamrah, hamrah, gooshi"
)

EMAIL = words(
    "email, e mail, email address, e mail address, mail, primary email, email 1, e mail 1 value, "
    "email 1 value, work email, email work, business email, company email, contact email, email home, "
    "secondary email, second email, alternate email, email 2, e mail 2 value, email 3, ایمیل ۲, ایمیل دوم, "
    "home email, personal email, email other, other email, ایمیل, آدرس ایمیل, نشانی ایمیل, پست الکترونیک, "
    "پست الکترونیکی, رایانامه, ایمیل شرکت, آدرس الکترونیکی, imeyl, imail, adres email, post elektronik"
)

COUNTRY = words(
    "country, country region, business country region, business country, billing country, "
    "mailing country, shipping country, home country, "
    "work country, nation, address 1 country, office location, location, کشور, نام کشور, محل دفتر, keshvar"
)

PROVINCE = words(
    "province, state, region, state province, business state, billing state, "
    "mailing state, shipping state, home state, "
    "work state, county, address 1 region, territory, استان, نام استان, ایالت, منطقه, ostan"
)

CITY = words(
    "city, town, business city, billing city, mailing city, shipping city, home city, work city, address 1 city, "
    "locality, شهر, نام شهر, شهرستان, شهر محل سکونت, شهر محل فعالیت, shahr, shahrestan"
)

POSTAL_CODE = words(
    "postal code, postcode, post code, business postal code, zip, zip code, zipcode, billing postal code, billing zip, "
    "mailing zip, home zipcode, work zipcode, address 1 postal code, کد پستی, کدپستی, کد پستی ۱۰ رقمی, "
    "kod posti, code posti"
)

ADDRESS = words(
    "address, street, business street, street address, address 1, address line 1, billing address, billing street, "
    "mailing address, mailing street, shipping address, company address, office address, home address, "
    "work address, address 1 formatted, address 1 street, full address, آدرس, نشانی, آدرس شرکت, "
    "نشانی شرکت, آدرس پستی, نشانی پستی, آدرس دفتر, آدرس محل کار, آدرس منزل, محل, آدرس کامل, نشانی کامل, "
    "adres, neshani"
)

OWNER = words(
    "owner, account owner, record owner, sales rep, sales representative, salesperson, sales person, "
    "sales agent, agent, sales owner, account manager, assigned to, assignee, responsible, "
    "responsible person, rep, seller, sales, relationship manager, handled by, user, employee, "
    "کارشناس مسئول, کارشناس فروش, کارشناس, مسئول, فروشنده, نام فروشنده, مسئول فروش, مسئول پیگیری, "
    "مسئول حساب, ویزیتور, بازاریاب, نماینده فروش, نام کارشناس, پیگیر, مدیر حساب, ارجاع به, واگذار شده به, "
    "کاربر مسئول, karshenas, karshenas forush, karshenas foroosh, masool, masul, foroshande, forushande, "
    "visitor, bazaryab"
)

UNIT = words(
    "unit, organisation unit, organization unit, team, sales team, branch, department, office, "
    "regional office, division, business unit, sales office, group, واحد, واحد فروش, واحد سازمانی, تیم, "
    "تیم فروش, شعبه, نمایندگی, دفتر, گروه فروش, دپارتمان, vahed, vahed forush, shobe, team forush"
)

SOURCE = words(
    "source, lead source, customer source, origin, how did you hear, heard from, acquisition channel, "
    "referral, referred by, campaign, utm source, منبع, منبع آشنایی, نحوه آشنایی, روش آشنایی, "
    "طریقه آشنایی, منبع جذب, منبع سرنخ, معرف, نام معرف, کانال جذب, manba, nahve ashnayi, nahve ashnaei, "
    "moaref, manba ashnayi"
)

NOTE = words(
    "note, notes, description, comment, comments, remark, remarks, details, memo, background, "
    "additional info, about, more information, توضیحات, توضیح, شرح, یادداشت, ملاحظات, نکات, نظر, جزئیات, "
    "سایر توضیحات, توضیحات تکمیلی, tozihat, tozih, sharh, yaddasht, molahezat"
)

TAGS = words(
    "tags, tag, labels, label, keywords, group membership, groups, categories, برچسب, برچسب ها, تگ, تگ ها, "
    "کلیدواژه, کلمات کلیدی, گروه ها, barchasb, tag ha"
)

BIRTHDAY = words(
    "birthday, birth date, date of birth, birthdate, dob, born, founded on, founding date, date founded, "
    "تاریخ تولد, تولد, متولد, روز تولد, تاریخ تاسیس, تاریخ ثبت شرکت, tarikh tavalod, tavalod, tarikh tasis"
)

TITLE = words(
    "salutation, honorific, prefix, name prefix, courtesy title, title of courtesy, mr ms, "
    "form of address, لقب, پیشوند, عنوان, خطاب, آقا خانم, laghab, onvan"
)

CUSTOMER_OF = words(
    "customer, customer name, account, account name, company, company name, organization, organisation, "
    "organization name, organization 1 name, employer, business, client, client name, firm, works at, works for, "
    "accountextid, account id, customer id, company id, customer code, account code, مشتری, نام مشتری, "
    "شرکت, نام شرکت, سازمان, نام سازمان, محل کار, طرف حساب, نام طرف حساب, خریدار, نام خریدار, کارفرما, "
    "موسسه, فروشگاه, کد مشتری, شماره مشتری, شناسه مشتری, moshtari, nam moshtari, name moshtari, sherkat, "
    "nam sherkat, name sherkat, kod moshtari"
)

CONTACT_OF = words(
    "contact, contact name, contact person, primary contact, decision maker, contactextid, contact id, "
    "who id, whoextid, مخاطب, نام مخاطب, رابط, شخص رابط, نام رابط, طرف تماس, mokhatab, rabet"
)

DEAL_OF = words(
    "deal, deal title, deal name, opportunity, opportunity name, opportunityextid, opportunity id, "
    "deal id, معامله, عنوان معامله, فرصت, فرصت فروش, شماره معامله, کد معامله, "
    "moamele, forsat"
)

CONFIRMED_ON = words(
    "confirmed on, last confirmed, data confirmed on, verified on, last verified, تاریخ تأیید اطلاعات, تأیید اطلاعات, "
    "آخرین تأیید اطلاعات, tarikh taeid etelaat"
)

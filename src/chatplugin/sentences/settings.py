"""Keys, the form of files and overlays, and what looks like a trial's."""

from chatplugin.sentences.entry import Sentence

SENTENCES = {
    # what all problems share
    "plain": Sentence("{text}", "{text}"),
    "plain_remedy": Sentence("", "", "{text}", "{text}"),
    "meant": Sentence("", "", "Did you mean '{fix}'?", "Может быть, «{fix}»?"),
    "write": Sentence("", "", "Write '{fix}'", "Напишите «{fix}»"),
    "at_character": Sentence("at character {number}, {what}", "символ {number}: {what}"),
    "severity.error": Sentence("error", "ошибка"),
    "severity.warning": Sentence("warning", "замечание"),
    "stumbled.value": Sentence(
        "this value cannot be read, by a fault of ChatPlugin ({error})",
        "это значение не удаётся прочитать из-за ошибки ChatPlugin ({error})",
        "Write it in another way, and report this",
        "Напишите иначе и сообщите разработчикам",
    ),
    "stumbled.layer": Sentence(
        "these settings cannot be read, by a fault of ChatPlugin ({error})",
        "эти настройки не удаётся прочитать из-за ошибки ChatPlugin ({error})",
        "Write them in another way, and report this",
        "Напишите иначе и сообщите разработчикам",
    ),
    # keys
    "setting.unknown": Sentence(
        "there is no such setting",
        "такой настройки нет",
        "Take it out, or correct its name",
        "Уберите её или исправьте имя",
    ),
    "setting.twice": Sentence(
        "this is the same setting as '{first}', and this one counts",
        "это та же настройка, что и «{first}», и действует эта",
        "Keep one, written '{fix}'",
        "Оставьте одну и напишите «{fix}»",
    ),
    "channel.unknown": Sentence(
        "the channel '{name}' is not among the known ones",
        "канала «{name}» нет среди известных",
        "Did you mean '{fix}'? If EMC has such a channel, all is well",
        "Может быть, «{fix}»? Если в EMC есть такой канал, всё верно",
    ),
    "channel.email": Sentence(
        "e-mails have a template of their own",
        "у писем свой шаблон",
        "Write 'EmailTemplate', or 'EmailTemplate.Enabled'",
        "Напишите «EmailTemplate» или «EmailTemplate.Enabled»",
    ),
    "parameter.unknown": Sentence(
        "there is no parameter '{name}'",
        "параметра «{name}» нет",
        "Add the setting 'Field.{name}', or take this out",
        "Добавьте настройку «Field.{name}» или уберите это",
    ),
    "more_faults": Sentence(
        "there are more faults from here on",
        "отсюда и дальше есть ещё ошибки",
        "Put the first ones right, and the others are told",
        "Исправьте первые – тогда будут названы остальные",
    ),
    "parameter.name": Sentence(
        "'{name}' cannot be a parameter's name",
        "«{name}» не годится в имена параметров",
        "Use letters A to Z, digits and '_'",
        "Пишите буквы A–Z, цифры и «_»",
    ),
    "parameter.built_in": Sentence(
        "'{name}' is a built-in parameter",
        "«{name}» – встроенный параметр",
        "Choose another name",
        "Выберите другое имя",
    ),
    "user_id.source": Sentence(
        "",
        "",
        "Choose another name, or set 'UserId.Source'",
        "Выберите другое имя или задайте «UserId.Source»",
    ),
    "parameter.name_stays": Sentence(
        "this is off, but {setting} has '{{{name}}}' after a name of its own, which stays",
        "он отключён, но в {setting} стоит «{{{name}}}» после своего имени, а имя останется",
        "Write '{{?{name}}}' or '{{&{name}}}' there, which leave the name out too",
        "Напишите там «{{?{name}}}» или «{{&{name}}}»: тогда не будет и имени",
    ),
    # INI
    "ini.xml": Sentence(
        "this is XML, not an INI file",
        "это XML, а не файл INI",
        "Write the settings as 'Key=value' under [ChatPlugin]",
        "Напишите настройки как «Ключ=значение» под [ChatPlugin]",
    ),
    "ini.no_text": Sentence(
        "this is no text file",
        "это не текстовый файл",
        "Write the settings as 'Key=value' under [ChatPlugin]",
        "Напишите настройки как «Ключ=значение» под [ChatPlugin]",
    ),
    "ini.above": Sentence(
        "this stands above [{section}] and is not read",
        "это стоит над [{section}] и не читается",
        "Move it below [{section}]",
        "Перенесите это под [{section}]",
    ),
    "ini.colon": Sentence(
        "'{key}' is followed by ':'",
        "за «{key}» стоит «:»",
        "Write '{key}='",
        "Напишите «{key}=»",
    ),
    "ini.no_section": Sentence(
        "there is no section [{section}], only {others}",
        "раздела [{section}] нет, есть только {others}",
        "Write [{section}] above the settings",
        "Напишите [{section}] над настройками",
    ),
    "ini.second_section": Sentence(
        "the section [{section}] comes a second time",
        "раздел [{section}] встречается второй раз",
        "Put its settings under line {line}; both count now",
        "Перенесите его настройки под строку {line}; сейчас действуют оба",
    ),
    "ini.no_setting": Sentence(
        "'{written}' is not a setting",
        "«{written}» – не настройка",
        "Write 'Key=value', or ';' before a comment",
        "Напишите «Ключ=значение» или «;» перед примечанием",
    ),
    "ini.twice": Sentence(
        "'{key}' is set a second time, and the second one counts",
        "«{key}» задан второй раз, и действует второй",
        "Keep one of them",
        "Оставьте один из них",
    ),
    # JSON
    "json.broken": Sentence(
        "this is not JSON",
        "это не JSON",
        "Write one object of texts, and check it with 'chatplugin check'",
        "Напишите один объект с текстами и проверьте его командой «chatplugin check»",
    ),
    "json.twice": Sentence(
        "'{key}' is written twice",
        "«{key}» написан дважды",
        "Keep the one that is meant",
        "Оставьте нужный",
    ),
    "json.no_object": Sentence(
        "this is not an object of settings",
        "это не объект с настройками",
        'Write {{"TabTitle": "CRM {{channel_name}}"}}',
        'Напишите {{"TabTitle": "CRM {{channel_name}}"}}',
    ),
    "json.unseen_in_name": Sentence(
        "there are characters in this name that cannot be seen",
        "в этом имени есть невидимые символы",
        "Take them out",
        "Уберите их",
    ),
    "json.not_one_value": Sentence(
        "this is not one value",
        "это не одно значение",
        "Write it as one text",
        "Напишите его одним текстом",
    ),
    "half_character": Sentence(
        "there is half a character in it",
        "здесь половина символа",
        "Write it whole",
        "Напишите его целиком",
    ),
    # overlays
    "overlay.https": Sentence(
        "settings come over HTTPS only",
        "настройки приходят только по HTTPS",
        "Write it as in 'https://settings.example.com/chatplugin.json'",
        "Напишите так: «https://settings.example.com/chatplugin.json»",
    ),
    "overlay.unreachable": Sentence(
        "the settings cannot be fetched: {what}", "настройки не удаётся получить: {what}"
    ),
    "overlay.unsigned": Sentence(
        "these settings are not taken: {what}", "эти настройки не приняты: {what}"
    ),
    "overlay.older": Sentence(
        "this is version {version}, and version {newest} was in force before",
        "это версия {version}, а раньше действовала версия {newest}",
        "Write a higher Version, and sign the overlay anew",
        "Напишите больший номер Version и подпишите оверлей заново",
    ),
    "overlay.key": Sentence(
        "this is no public key of Ed25519",
        "это не открытый ключ Ed25519",
        "Write the line that 'chatplugin key --overlay' has shown. If a private key stood here,"
        " make a new one",
        "Напишите строку, которую показала команда «chatplugin key --overlay». Если здесь стоял"
        " закрытый ключ, сделайте новый",
    ),
    "overlay.key_alone": Sentence(
        "there is no Settings.Url, so this does nothing",
        "Settings.Url не задан, поэтому это не действует",
        "Write Settings.Url, or take this out",
        "Напишите Settings.Url или уберите это",
    ),
    "overlay.empty": Sentence(
        "there is nothing in it",
        "в нём ничего нет",
        'Write {{"TabTitle": "CRM {{channel_name}}"}}, or an INI file with a section [{section}]',
        'Напишите {{"TabTitle": "CRM {{channel_name}}"}} или файл INI с разделом [{section}]',
    ),
    "overlay.web_page": Sentence(
        "this is a web page, not a set of settings",
        "это веб-страница, а не настройки",
        'Write {{"TabTitle": "CRM {{channel_name}}"}}, or an INI file with a section [{section}]',
        'Напишите {{"TabTitle": "CRM {{channel_name}}"}} или файл INI с разделом [{section}]',
    ),
    "overlay.form": Sentence(
        "this is neither JSON nor an INI file with a section [{section}]",
        "это не JSON и не файл INI с разделом [{section}]",
        'Write {{"TabTitle": "CRM {{channel_name}}"}}, or an INI file with a section [{section}]',
        'Напишите {{"TabTitle": "CRM {{channel_name}}"}} или файл INI с разделом [{section}]',
    ),
    "overlay.no_setting": Sentence(
        "none of its keys is a setting of ChatPlugin",
        "ни один из ключей – не настройка ChatPlugin",
        'Write {{"TabTitle": "CRM {{channel_name}}"}}, or an INI file with a section [{section}]',
        'Напишите {{"TabTitle": "CRM {{channel_name}}"}} или файл INI с разделом [{section}]',
    ),
    "overlay.too_many": Sentence(
        "it has {number:,} keys, and at most {most:,} are read",
        "ключей в нём {number}, а читается не больше {most}",
        "Take out what is no setting of ChatPlugin",
        "Уберите то, что не относится к настройкам ChatPlugin",
    ),
    "overlay.own_address": Sentence(
        "an overlay cannot say where overlays come from, so this does nothing",
        "оверлей не может сказать, откуда берутся оверлеи: здесь это не действует",
        "Write it in EMC's section, or take it out",
        "Напишите это в разделе EMC или уберите",
    ),
    "overlay.own_key": Sentence(
        "an overlay cannot say what overlays are signed with, so this does nothing",
        "оверлей не может сказать, чем подписаны оверлеи: здесь это не действует",
        "Write it in EMC's section, or take it out",
        "Напишите это в разделе EMC или уберите",
    ),
    "overlay.locked": Sentence(
        "this key is locked for overlays (Locked), so it does nothing here",
        "этот ключ закрыт для оверлеев (Locked): здесь он не действует",
        "Write it in EMC's section, or take it out",
        "Напишите это в разделе EMC или уберите",
    ),
    "overlay.of_emc": Sentence(
        "EMC reads this from EMC's section only, so it does nothing here",
        "это читает EMC, и только из своего раздела: здесь это не действует",
        "Write it in EMC's section, or take it out",
        "Напишите это в разделе EMC или уберите",
    ),
    "overlay.of_plugin": Sentence(
        "the plug-in reads this from EMC's section only, so it does nothing here",
        "это читает модуль, и только из раздела EMC: здесь это не действует",
        "Write it in EMC's section, or take it out",
        "Напишите это в разделе EMC или уберите",
    ),
    "overlay.copy": Sentence(
        "{path}: the copy of the last good settings cannot be used: {why}",
        "{path}: копия последних годных настроек не годится: {why}",
        "It is fetched again by itself",
        "Она будет получена снова сама",
    ),
    "overlay.garbled": Sentence("it is garbled", "она повреждена"),
    "overlay.forged": Sentence("its signature is wrong", "её подпись неверна"),
    "overlay.copy_unsigned": Sentence(
        "it has no signature for Settings.Key", "у неё нет подписи для Settings.Key"
    ),
    # what keeps settings from raising right cards
    "cards.no_template": Sentence(
        "there is no template, so no card comes up",
        "нет ни одного шаблона, поэтому карточек не будет",
        "Write ChatTemplate and EmailTemplate",
        "Напишите ChatTemplate и EmailTemplate",
    ),
    "cards.off": Sentence(
        "ChatPlugin is switched off, so no card comes up",
        "ChatPlugin выключен, поэтому карточек не будет",
        "Write on, or take the line out",
        "Напишите on или уберите строку",
    ),
    "cards.never": Sentence(
        "switches and rules leave no template in use, so no card comes up",
        "выключатели и правила не оставили ни одного шаблона, поэтому карточек не будет",
        "Switch on a template, or let a rule choose one",
        "Включите шаблон или назовите его в правиле",
    ),
    "cards.nobody": Sentence(
        "nothing in it tells one customer from another, so all get the same page",
        "в нём ничто не отличает одного клиента от другого, и страница одна для всех",
        "Write a parameter of the customer's that is switched on, as in '{{?user_id}}'",
        "Напишите параметр клиента, и не выключенный: «{{?user_id}}»",
    ),
    "cards.no_emails": Sentence(
        "there is no {setting}, so no e-mail gets a card",
        "нет {setting}, поэтому у писем не будет карточек",
        "Write {setting}, or '{setting}.Enabled=off'",
        "Напишите {setting} или «{setting}.Enabled=off»",
    ),
    "cards.no_chats": Sentence(
        "there is no {setting}, so no messenger contact gets a card",
        "нет {setting}, поэтому у обращений из мессенджеров не будет карточек",
        "Write {setting}, or '{setting}.Enabled=off'",
        "Напишите {setting} или «{setting}.Enabled=off»",
    ),
    "cards.same_for_all": Sentence(
        "there is no parameter in it, so all customers get the same page",
        "в нём нет параметров, и страница одна для всех клиентов",
        "Write the parameters, as in '{{?user_id,operator}}'",
        "Напишите параметры: «{{?user_id,operator}}»",
    ),
    "cards.twice": Sentence(
        "the parameter '{name}' stands there twice",
        "параметр «{name}» стоит дважды",
        "Write it once",
        "Напишите его один раз",
    ),
    "cards.no_account": Sentence(
        "a messenger contact has no {name}",
        "у обращения из мессенджера нет {name}",
        "Take it out",
        "Уберите его",
    ),
    "cards.digits": Sentence(
        "of a profile id, which is no phone number, '{written}' makes somebody else's number",
        "из идентификатора профиля, а это не телефон, «{written}» сделает чужой номер",
        "Write 'phone:{country}' first: a telephone or nothing",
        "Напишите сначала «phone:{country}»: телефон или ничего",
    ),
    "cards.no_address": Sentence(
        "of the address of who wrote an e-mail, '{written}' leaves nothing right",
        "от адреса автора письма «{written}» не оставит ничего верного",
        "Write a field for messengers: 'Field.phone={{user_id}}' and"
        " 'Parameter.phone.Transform=phone:{country}'",
        "Заведите поле для мессенджеров: «Field.phone={{user_id}}» и"
        " «Parameter.phone.Transform=phone:{country}»",
    ),
    "cards.any_account": Sentence(
        "it asks for {name}, and nothing says what your accounts look like",
        "ему нужен {name}, но нигде не сказано, как выглядят ваши лицевые счета",
        "Write two or three accounts of yours into {name}.Examples, or how long they are into"
        " {name}.Length",
        "Напишите два-три своих счёта в {name}.Examples или их длину в {name}.Length",
    ),
    "cards.joined": Sentence(
        "'{written}' stands directly behind the path, without '/' or '?'",
        "«{written}» стоит сразу за путём, без «/» и «?»",
        "Write '{fix}', if a parameter is meant",
        "Напишите «{fix}», если имелся в виду параметр",
    ),
    "cards.long": Sentence(
        "it has {number} characters, and servers refuse addresses as long as that",
        "в нём {number} символов, а такие длинные адреса серверы отвергают",
        "Write at most {most}",
        "Напишите не больше {most}",
    ),
    # what may have stayed behind from a trial
    "trial.this_computer": Sentence(
        "'{host}' is the operator's own computer",
        "«{host}» – компьютер самого оператора",
        "Write the server's name",
        "Напишите имя сервера",
    ),
    "trial.example_host": Sentence(
        "'{host}' is a name for examples and trials",
        "«{host}» – имя для примеров и проб",
        "Write the server's name",
        "Напишите имя сервера",
    ),
    "trial.in_the_clear": Sentence(
        "http:// sends what it knows of the customer in the clear",
        "http:// передаёт сведения о клиенте открытым текстом",
        "Write https://, if the server can do that",
        "Напишите https://, если сервер это умеет",
    ),
    "trial.log": Sentence(
        "the log tells every step, which is for looking into something",
        "протокол рассказывает о каждом шаге; это нужно только для разбора",
        "Take it out",
        "Уберите это",
    ),
}

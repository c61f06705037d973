//! Languages: how one says "ignore the previous instructions". A verb alone means nothing, nor does an object: only
//! a verb, a noun and a word that says which (`previous`, `your`, `system`) together do.
//!
//! `*` at the end of a word stands for every ending. Accents, case and look-alike letters do not matter.

/// How the words of a language are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Spacing {
    /// By spaces; the object follows the verb.
    Words,
    /// By spaces; the object may stand before the verb.
    FreeWords,
    /// Not at all, or particles are glued on: entries are looked for as substrings, on both sides of the verb.
    None,
}

/// The words of one language.
#[derive(Debug)]
pub(in super::super) struct Language {
    /// The rule's name: `override-` and the language's code.
    pub(in super::super) rule: &'static str,
    pub(in super::super) spacing: Spacing,
    /// Imperatives and infinitives for "ignore", "forget", "do not follow".
    pub(in super::super) verbs: &'static [&'static str],
    /// The same with more innocent uses: "skip", "cancel".
    pub(in super::super) weak_verbs: &'static [&'static str],
    /// "instructions", "prompt".
    pub(in super::super) nouns: &'static [&'static str],
    /// The same with more innocent uses: "rules", "restrictions".
    pub(in super::super) weak_nouns: &'static [&'static str],
    /// "previous", "above", "system", "your".
    pub(in super::super) which: &'static [&'static str],
    /// "all", "any".
    pub(in super::super) weak_which: &'static [&'static str],
    /// Phrases that are noun and "which" in one: "everything above".
    pub(in super::super) whole: &'static [&'static str],
    /// What turns the verb around when it stands beside it: "not", "never".
    pub(in super::super) negations: &'static [&'static str],
    /// A word that must be there, too, since the verb alone says the opposite ("befolge ... nicht").
    pub(in super::super) only_with: &'static [&'static str],
    /// Whether Japanese syllables nearby show that it is another language with the same characters.
    pub(in super::super) without_kana: bool,
}

/// A row with nothing in it, to be filled where a language has something to say.
const EMPTY: Language = Language {
    rule: "",
    spacing: Spacing::Words,
    verbs: &[],
    weak_verbs: &[],
    nouns: &[],
    weak_nouns: &[],
    which: &[],
    weak_which: &[],
    whole: &[],
    negations: &[],
    only_with: &[],
    without_kana: false,
};

#[rustfmt::skip]
const GERMAN_NOUNS: &[&str] = &[
    "anweisung*", "instruktion*", "vorgabe*", "richtlinie*", "prompt", "prompts", "systemprompt*", "weisung*",
    "systemanweisung*", "systemnachricht*", "direktive*",
];
const GERMAN_WEAK_NOUNS: &[&str] = &["regel*", "befehl*", "einschränkung*", "beschränkung*"];
const GERMAN_WHICH: &[&str] = &[
    "vorherig*",
    "bisherig*",
    "vorig*",
    "vorangegangen*",
    "vorangehend*",
    "vorstehend*",
    "obig*",
    "früher*",
    "dein",
    "deine",
    "deinen",
    "deiner",
    "ihre",
    "ursprünglich*",
    "oben",
    "zuvor",
    "system*",
];

/// Every language, in the order of the documentation.
#[rustfmt::skip]
pub(in super::super) const LANGUAGES: &[Language] = &[
    Language {
        rule: "override-en",
        verbs: &[
            "ignore", "disregard", "forget", "override", "overrule", "bypass", "neglect", "ignoring", "disregarding",
            "forgetting", "overriding", "bypassing", "circumvent", "violate", "disobey", "unlearn", "abandon",
            "do not follow", "don't follow", "not to follow", "do not obey", "don't obey", "stop following",
            "stop obeying", "no longer follow", "do not adhere to", "do not comply with", "pay no attention to",
            "do not listen to", "don't listen to", "take no notice of", "set aside", "put aside", "throw out",
            "throw away", "not bound by", "no longer bound by", "free from", "break free from", "do not apply",
        ],
        weak_verbs: &[
            "skip", "drop", "discard", "dismiss", "cancel", "delete", "erase", "void", "nullify", "reset", "omit",
            "breaking", "break", "evade", "suspend", "overwrite",
        ],
        nouns: &[
            "instruction", "instructions", "prompt", "prompts", "directive", "directives", "guideline", "guidelines",
            "programming", "guardrail", "guardrails", "safeguards", "guidance", "instruct",
        ],
        weak_nouns: &[
            "rule", "rules", "restrictions", "limitations", "filters", "constraints", "policies", "policy",
            "training", "ethics", "directions", "orders", "commands", "protocols", "boundaries", "system message",
        ],
        which: &[
            "previous", "previously", "prior", "above", "preceding", "earlier", "foregoing", "former", "initial",
            "original", "system", "developer", "developers", "your", "hidden", "existing", "before this", "so far",
            "you were", "you've been", "you have been", "given to you", "until now", "past", "openai", "anthropic",
            "safety", "ethical", "moral", "preprogrammed", "built in", "i gave you", "they gave you",
        ],
        weak_which: &["all", "any", "every", "these", "those", "my", "content", "whatever"],
        whole: &[
            "everything above", "everything before", "everything prior", "everything you were told",
            "everything you have been told", "everything you've been told", "everything that came before",
            "everything previous", "what you were told", "what you have been told", "what you've been told",
            "whatever you were told", "anything you were told", "what came before", "everything that was said",
            "everything you were instructed", "your previous text", "above instructions", "all of your instructions",
        ],
        negations: &[
            "not", "never", "don't", "dont", "cannot", "can't", "won't", "shouldn't", "mustn't", "without", "nor",
            "didn't", "doesn't", "avoid", "refuse to", "wouldn't", "isn't",
        ],
        ..EMPTY
    },
    Language {
        rule: "override-de",
        spacing: Spacing::FreeWords,
        verbs: &[
            "ignoriere", "ignorieren", "ignoriert", "ignorier", "missachte", "missachten", "mißachte", "vergiss",
            "vergesst", "vergessen", "vergesse", "übergehe", "übergehen", "umgehe", "umgehen", "überschreibe",
            "außer acht", "setze dich hinweg", "nicht befolgen", "nicht beachten", "nicht mehr beachten", "verwirf",
        ],
        nouns: GERMAN_NOUNS,
        weak_nouns: GERMAN_WEAK_NOUNS,
        which: GERMAN_WHICH,
        weak_which: &["alle", "allen", "sämtlich*", "jegliche*", "jede*"],
        whole: &["alles bisherige", "alles vorherige", "alles obige", "alles was dir gesagt wurde"],
        negations: &["nicht", "nie", "niemals", "keinesfalls"],
        ..EMPTY
    },
    Language {
        rule: "override-de",
        verbs: &["beachte", "beachten", "befolge", "befolgen", "folge", "halte dich"],
        nouns: GERMAN_NOUNS,
        weak_nouns: GERMAN_WEAK_NOUNS,
        which: GERMAN_WHICH,
        only_with: &["nicht", "nicht mehr", "nicht länger"],
        ..EMPTY
    },
    Language {
        rule: "override-fr",
        verbs: &[
            "ignore", "ignores", "ignorez", "ignorer", "oublie", "oubliez", "oublier", "néglige", "négligez",
            "ne tiens pas compte", "ne tenez pas compte", "ne tiens aucun compte", "ne suis pas", "ne suis plus",
            "ne suivez pas", "ne suivez plus", "contourne", "contournez", "fais abstraction", "faites abstraction",
            "outrepasse", "outrepassez", "désobéis", "désobéissez", "ne respecte pas", "ne respecte plus",
        ],
        nouns: &["instruction*", "consigne*", "directive*", "prompt", "prompts", "invite", "message système"],
        weak_nouns: &["ordre*", "règle*", "restriction*", "limitation*"],
        which: &[
            "précédent*", "antérieur*", "dessus", "préalable*", "initial*", "système", "tes", "vos", "ton", "votre",
            "ancien*", "d'avant", "reçues", "données",
        ],
        weak_which: &["tout", "toute", "tous", "toutes"],
        whole: &["tout ce qui précède", "tout ce qu'on t'a dit", "tout ce que l'on t'a dit"],
        negations: &["ne", "n'", "pas", "jamais"],
        ..EMPTY
    },
    Language {
        rule: "override-es",
        verbs: &[
            "ignora", "ignore", "ignoren", "ignorad", "ignorar", "olvida", "olvide", "olviden", "olvidar", "olvídate",
            "olvídese", "caso omiso", "no sigas", "no siga", "no hagas caso", "no haga caso", "no obedezcas",
            "desatiende", "descarta", "descarte", "pasa por alto", "anula", "sáltate", "omite", "omita", "elude",
        ],
        nouns: &["instruccion*", "directriz", "directrices", "indicacion*", "prompt", "prompts", "directiva*"],
        weak_nouns: &["orden", "órdenes", "regla", "reglas", "restriccion*", "norma", "normas", "mensaje del sistema"],
        which: &[
            "anterior", "anteriores", "previo", "previos", "previa", "previas", "arriba", "precedente*", "inicial*",
            "sistema", "tus", "tu", "sus", "dieron", "originales",
        ],
        weak_which: &["todo", "todos", "toda", "todas", "cualquier"],
        whole: &["todo lo anterior", "todo lo que te dijeron", "lo que te han dicho"],
        negations: &["no", "nunca", "jamás"],
        ..EMPTY
    },
    Language {
        rule: "override-it",
        verbs: &[
            "ignora", "ignori", "ignorate", "ignorare", "dimentica", "dimentichi", "dimenticate", "dimenticati",
            "dimenticare", "non seguire", "non seguite", "non tenere conto", "non considerare", "trascura", "scarta",
            "aggira", "bypassa", "disobbedisci", "non rispettare",
        ],
        nouns: &["istruzion*", "direttiv*", "prompt", "indicazion*", "linee guida"],
        weak_nouns: &["comand*", "regola", "regole", "restrizion*", "ordini"],
        which: &["precedent*", "sopra", "inizial*", "sistema", "tue", "tuo", "tuoi", "anterior*", "originali"],
        weak_which: &["tutte", "tutti", "tutto", "ogni", "qualsiasi"],
        whole: &["tutto quello che ti è stato detto", "tutto ciò che precede"],
        negations: &["non", "mai"],
        ..EMPTY
    },
    Language {
        rule: "override-pt",
        verbs: &[
            "ignore", "ignora", "ignorem", "ignorar", "esqueça", "esquece", "esqueçam", "esquecer", "desconsidere",
            "desconsidera", "desconsiderar", "não siga", "não sigas", "não obedeça", "despreze", "descarte", "anule",
            "contorne", "desobedeça", "não leve em conta", "não dê atenção",
        ],
        nouns: &["instruções", "instrução", "diretriz", "diretrizes", "diretiva*", "prompt", "prompts", "orientações"],
        weak_nouns: &["comando*", "ordens", "regra", "regras", "restrições", "mensagem do sistema"],
        which: &[
            "anterior", "anteriores", "prévio", "prévios", "prévia", "prévias", "acima", "precedente*", "inicial",
            "iniciais", "sistema", "suas", "tuas", "seu", "teu", "originais", "recebeu",
        ],
        weak_which: &["todo", "todos", "toda", "todas", "qualquer", "quaisquer"],
        whole: &["tudo o que foi dito", "tudo que foi dito", "tudo acima"],
        negations: &["não", "nunca", "jamais"],
        ..EMPTY
    },
    Language {
        rule: "override-nl",
        spacing: Spacing::FreeWords,
        verbs: &[
            "negeer", "negeert", "negeren", "vergeet", "vergeten", "omzeil", "omzeilen", "geen rekening",
            "niet opvolgen", "niet volgen", "niet langer volgen", "overtreed", "trek je niets aan", "veronachtzaam",
        ],
        nouns: &["instructie*", "aanwijzing*", "prompt*", "systeemprompt*", "richtlijn*", "systeeminstructie*"],
        weak_nouns: &["regel", "regels", "opdracht", "opdrachten", "beperking*", "bevelen"],
        which: &[
            "vorige", "voorgaande", "eerdere", "bovenstaande", "voorafgaande", "hierboven", "systeem*", "jouw", "je",
            "oorspronkelijke", "initiële",
        ],
        weak_which: &["alle", "elke", "al"],
        whole: &["alles hierboven", "al het bovenstaande", "alles wat je verteld is"],
        negations: &["niet", "nooit", "geenszins"],
        ..EMPTY
    },
    Language {
        rule: "override-pl",
        verbs: &[
            "zignoruj", "zignorujcie", "ignoruj", "ignorujcie", "zignorować", "ignorować", "zapomnij", "zapomnijcie",
            "nie przestrzegaj", "nie stosuj się", "pomiń", "obejdź", "zlekceważ", "nie zwracaj uwagi", "odrzuć",
            "porzuć", "nie wykonuj", "złam",
        ],
        nouns: &["instrukcj*", "polece*", "wytyczn*", "prompt*", "wskazów*", "dyrektyw*"],
        weak_nouns: &["zasad*", "reguł*", "ogranicze*", "komend*"],
        which: &[
            "poprzedni*", "wcześniejsz*", "powyższ*", "dotychczasow*", "swoje", "swoich", "swój", "systemow*",
            "początkow*", "oryginaln*", "twoje",
        ],
        weak_which: &["wszystk*", "każd*", "wszelki*"],
        whole: &["wszystkim co było wcześniej", "wszystko co powyżej"],
        negations: &["nie", "nigdy"],
        ..EMPTY
    },
    Language {
        rule: "override-ru",
        verbs: &[
            "игнорируй", "игнорируйте", "проигнорируй", "проигнорируйте", "игнорировать", "забудь", "забудьте",
            "не следуй", "не следуйте", "не обращай внимания", "не выполняй", "отбрось", "обойди", "нарушь",
            "пренебреги", "пренебрегай", "не учитывай", "отмени", "не соблюдай",
        ],
        nouns: &["инструкци*", "указани*", "промпт*", "директив*", "установк*", "подсказк*", "предписани*"],
        weak_nouns: &["команд*", "правил*", "ограничени*", "приказ*"],
        which: &[
            "предыдущ*", "прежн*", "предшествующ*", "выше", "вышеуказанн*", "прошл*", "системн*", "свои", "своих",
            "твои", "ваши", "изначальн*", "первоначальн*", "начальн*", "данные тебе", "ранее",
        ],
        weak_which: &["все", "всех", "всё", "любые", "всеми"],
        whole: &["все что было сказано", "все что выше", "все сказанное выше"],
        negations: &["не", "никогда", "нельзя"],
        ..EMPTY
    },
    Language {
        rule: "override-uk",
        verbs: &[
            "ігноруй", "ігноруйте", "проігноруй", "проігноруйте", "ігнорувати", "забудь", "забудьте",
            "не дотримуйся", "не дотримуйтесь", "не виконуй", "не звертай уваги", "відкинь", "обійди", "знехтуй",
            "не слідуй",
        ],
        nouns: &["інструкці*", "вказівк*", "вказівок", "промпт*", "настанов*", "директив*"],
        weak_nouns: &["наказ*", "правил*", "обмежен*", "команд*"],
        which: &[
            "попередн*", "вищенаведен*", "вище", "системн*", "свої", "своїх", "твої", "ваші", "початков*", "минул*",
            "раніше",
        ],
        weak_which: &["усі", "всі", "всіх", "усіх", "будь-які"],
        whole: &["все що було сказано", "все що вище"],
        negations: &["не", "ніколи", "не можна"],
        ..EMPTY
    },
    Language {
        rule: "override-zh",
        spacing: Spacing::None,
        verbs: &[
            "忽略", "无视", "無視", "忽视", "忘记", "忘掉", "忘記", "不要理会", "不要遵守", "不要遵循", "不再遵守", "不用管",
            "绕过", "繞過", "抛开", "违反", "不理会", "覆盖", "丢弃", "摆脱", "不必遵守",
        ],
        nouns: &["指令", "指示", "提示词", "提示詞", "系统提示", "系統提示", "指引", "提示"],
        weak_nouns: &["规则", "規則", "命令", "设定", "設定", "限制", "说明", "约束"],
        which: &[
            "之前", "以前", "先前", "上面", "上述", "以上", "此前", "前面", "系统", "系統", "原来", "原有", "初始", "你的",
            "您的", "现有",
        ],
        weak_which: &["所有", "一切", "全部", "任何"],
        negations: &["不要", "别", "請勿", "请勿", "切勿", "不可", "不能", "勿", "不应", "不得", "不会", "没有", "不應"],
        without_kana: true,
        ..EMPTY
    },
    Language {
        rule: "override-ja",
        spacing: Spacing::None,
        verbs: &[
            "無視", "忘れて", "忘れろ", "忘れなさい", "従わない", "従うな", "従う必要はありません", "無効に", "破棄", "上書き",
            "バイパス", "なかったことに",
        ],
        nouns: &["指示", "プロンプト", "指令", "ガイドライン", "命令"],
        weak_nouns: &["規則", "ルール", "制限", "制約"],
        which: &[
            "以前", "これまで", "前の", "上記", "先ほど", "直前", "今まで", "システム", "最初", "元の", "あなたの", "上の",
            "与えられた",
        ],
        weak_which: &["すべて", "全て", "全部", "あらゆる"],
        negations: &["しない", "するな", "せず", "してはい", "してはなら", "され", "はいけ", "はなら", "しません"],
        ..EMPTY
    },
    Language {
        rule: "override-ko",
        spacing: Spacing::None,
        verbs: &[
            "무시하고", "무시해", "무시하세요", "무시하라", "무시하십시오", "무시할 것", "잊어", "잊고", "잊으세요", "따르지 마",
            "따르지 말", "우회해", "우회하", "무효화",
        ],
        nouns: &["지시", "지침", "프롬프트", "가이드라인", "안내"],
        weak_nouns: &["명령", "규칙", "제한", "설정"],
        which: &[
            "이전", "앞선", "앞의", "위의", "기존", "지금까지", "시스템", "원래", "너의", "당신의", "초기", "위에",
        ],
        weak_which: &["모든", "전부", "모두"],
        negations: &["면 안", "지 않", "서는 안"],
        ..EMPTY
    },
    Language {
        rule: "override-tr",
        spacing: Spacing::FreeWords,
        verbs: &[
            "yok say", "yok sayın", "yoksay", "yoksayın", "görmezden gel", "görmezden gelin", "dikkate alma",
            "dikkate almayın", "unut", "unutun", "göz ardı et", "göz ardı edin", "boş ver", "uyma", "uymayın",
            "takip etme", "takip etmeyin", "çiğne", "geçersiz kıl",
        ],
        weak_verbs: &["atla", "atlayın"],
        nouns: &["talimat*", "yönerge*", "istemi*", "prompt*", "direktif*"],
        weak_nouns: &["komut*", "kural*", "kısıtlama*"],
        which: &["önceki", "yukarıdaki", "evvelki", "sistem", "ilk", "mevcut", "verilen", "şimdiye kadarki"],
        weak_which: &["tüm", "bütün", "her"],
        negations: &["asla", "sakın"],
        ..EMPTY
    },
    Language {
        rule: "override-hi",
        spacing: Spacing::FreeWords,
        verbs: &[
            "अनदेखा कर*", "नज़रअंदाज़ कर*", "नजरअंदाज कर*", "भूल जा*", "उपेक्षा कर*", "अनदेखी कर*", "पालन मत कर*",
            "पालन न कर*", "ध्यान मत", "इग्नोर कर*", "मत मानो", "मत मानें",
        ],
        nouns: &["निर्देश*", "आदेश*", "प्रॉम्प्ट*", "दिशानिर्देश*", "हिदायत*"],
        weak_nouns: &["नियम*"],
        which: &["पिछल*", "पहले", "ऊपर", "पूर्व", "सिस्टम", "उपरोक्त", "अपने", "दिए गए"],
        weak_which: &["सभी", "सारे", "सब"],
        negations: &["मत", "न", "नहीं", "कभी"],
        ..EMPTY
    },
    Language {
        rule: "override-ar",
        verbs: &[
            "تجاهل", "تجاهلي", "تجاهلوا", "انس", "انسى", "انسوا", "لا تتبع", "لا تلتزم", "أهمل", "تخط", "تخطى", "تجاوز",
            "غض النظر", "اصرف النظر", "بتجاهل",
        ],
        nouns: &["التعليمات", "تعليمات", "تعليماتك", "التوجيهات", "توجيهاتك", "الإرشادات", "موجه", "المطالبة", "إرشاداتك"],
        weak_nouns: &["الأوامر", "أوامر", "القواعد", "القيود", "قواعدك"],
        which: &[
            "السابقة", "سابقة", "أعلاه", "النظام", "الأصلية", "السالفة", "المسبقة", "الأولية", "قبل", "المعطاة", "تعليماتك",
        ],
        weak_which: &["جميع", "كل", "كافة", "أي"],
        negations: &["لا", "لن", "لم", "عدم"],
        ..EMPTY
    },
    Language {
        rule: "override-vi",
        verbs: &[
            "bỏ qua", "hãy quên", "quên đi", "quên hết", "phớt lờ", "lờ đi", "đừng tuân theo", "không tuân theo",
            "đừng làm theo", "không làm theo",
        ],
        nouns: &["hướng dẫn", "chỉ dẫn", "chỉ thị", "lời nhắc", "câu lệnh", "prompt"],
        weak_nouns: &["lệnh", "quy tắc", "hạn chế"],
        which: &["trước", "ở trên", "bên trên", "hệ thống", "ban đầu", "của bạn"],
        weak_which: &["tất cả", "mọi"],
        negations: &["đừng", "không", "chớ"],
        ..EMPTY
    },
    Language {
        rule: "override-id",
        verbs: &[
            "abaikan", "mengabaikan", "lupakan", "jangan ikuti", "jangan patuhi", "jangan hiraukan", "kesampingkan",
            "langgar",
        ],
        nouns: &["instruksi*", "petunjuk", "arahan", "prompt", "pedoman", "panduan"],
        weak_nouns: &["perintah", "aturan", "batasan"],
        which: &["sebelumnya", "di atas", "sistem", "awal", "terdahulu", "anda", "kamu"],
        weak_which: &["semua", "seluruh", "segala"],
        negations: &["jangan", "tidak", "tanpa"],
        ..EMPTY
    },
    Language {
        rule: "override-cs",
        verbs: &[
            "ignoruj", "ignorujte", "ignorovat", "zapomeň", "zapomeňte", "nedbej", "neřiď se", "neřiďte se",
            "přehlížej", "obejdi", "zanedbej", "nevšímej si", "nedodržuj", "neposlouchej",
        ],
        nouns: &["instrukc*", "pokyn*", "prompt*", "směrnic*", "zadání"],
        weak_nouns: &["příkaz*", "pravid*", "omezen*"],
        which: &[
            "předchoz*", "dřívějš*", "výše", "systémov*", "původní*", "své", "svoje", "svých", "minulé*", "tvé",
        ],
        weak_which: &["všechn*", "veškeré", "vše"],
        negations: &["nikdy", "ne"],
        ..EMPTY
    },
    Language {
        rule: "override-sv",
        verbs: &[
            "ignorera", "glöm", "strunta i", "bortse från", "följ inte", "lyd inte", "åsidosätt", "förbise", "kringgå",
            "bry dig inte om",
        ],
        nouns: &["instruktion*", "anvisning*", "direktiv*", "prompt*", "systemprompt*", "riktlinj*"],
        weak_nouns: &["regler*", "order", "begränsning*"],
        which: &[
            "tidigare", "föregående", "ovanstående", "ovan", "system*", "ursprunglig*", "dina", "förra", "din",
        ],
        weak_which: &["alla", "all", "varje"],
        negations: &["inte", "aldrig"],
        ..EMPTY
    },
    Language {
        rule: "override-th",
        spacing: Spacing::None,
        verbs: &["ละเว้น", "เพิกเฉย", "ไม่สนใจ", "ไม่ต้องสนใจ", "ลืม", "ไม่ต้องทำตาม", "มองข้าม", "ละเลย"],
        nouns: &["คำสั่ง", "คำแนะนำ", "พรอมต์", "คำชี้แนะ"],
        weak_nouns: &["กฎ", "ข้อกำหนด"],
        which: &["ก่อนหน้า", "ข้างต้น", "ด้านบน", "ระบบ", "เดิม", "ที่ผ่านมา", "ของคุณ"],
        weak_which: &["ทั้งหมด", "ทุก"],
        negations: &["อย่า", "ห้าม", "ไม่ควร", "อย่าได้"],
        ..EMPTY
    },
];

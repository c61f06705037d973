//! Kind: what a finding is, the name it has in placeholders and reports, and which profiles look for it.

/// From which profile on a kind is looked for, unless it is switched on or off by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Since {
    /// In every profile.
    Relaxed,
    /// In the standard profile and the strict one.
    Standard,
    /// In the strict profile only.
    Strict,
    /// In none: it must be switched on.
    Asked,
}

/// Declares the kinds: variant, wire name, whether it is a secret, the first profile that looks for it.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident $name:literal $class:ident $since:ident;)+) => {
        /// What a piece of text was recognised as.
        ///
        /// Personal data have a kind each; secrets have one per class, and all share one wire name: which issuer a
        /// key belongs to is told by the rule of the finding. More kinds will be added: match with a `_` arm, or
        /// better, ask [`wire_name`](Self::wire_name) and [`is_secret`](Self::is_secret).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum EntityKind {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl EntityKind {
            /// Every kind there is, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The category used in placeholders, headers and events: `EMAIL`, `CARD`, `SSN`, `PHONE`, `IP`,
            /// `API_KEY` for every secret, and an own name for every other kind.
            pub const fn wire_name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it is, in one sentence.
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+),)+ }
            }

            /// Whether it opens a door (a key, a password), as opposed to telling about a person.
            pub const fn is_secret(self) -> bool {
                match self { $(Self::$variant => kinds!(@secret $class),)+ }
            }

            pub(crate) const fn since(self) -> Since {
                match self { $(Self::$variant => Since::$since,)+ }
            }
        }
    };
    (@secret secret) => { true };
    (@secret personal) => { false };
}

kinds! {
    // Generic.
    /// An e-mail address.
    Email "EMAIL" personal Relaxed;
    /// A telephone number.
    Phone "PHONE" personal Relaxed;
    /// A payment card number (ISO/IEC 7812: issuer range and Luhn digit).
    Card "CARD" personal Relaxed;
    /// The security code of a payment card, close to its number.
    CardSecurityCode "CARD_SECURITY_CODE" personal Standard;
    /// An international bank account number (ISO 13616).
    Iban "IBAN" personal Relaxed;
    /// A bank identifier code (ISO 9362).
    Bic "BIC" personal Standard;
    /// A routing number of a United States bank.
    UsRouting "US_ROUTING" personal Standard;
    /// An account number at a bank that has no form of its own.
    BankAccount "BANK_ACCOUNT" personal Standard;
    /// An IP address of the public internet, version 4 or 6.
    Ip "IP" personal Relaxed;
    /// An IP address that means something only inside a network or in documentation.
    IpPrivate "IP_PRIVATE" personal Asked;
    /// A hardware address of a network interface.
    MacAddress "MAC_ADDRESS" personal Standard;
    /// An address of a crypto-currency wallet.
    CryptoWallet "CRYPTO_WALLET" personal Relaxed;
    /// A date of birth.
    DateOfBirth "DATE_OF_BIRTH" personal Standard;
    /// A postal address, or a postcode that names a few houses.
    Address "ADDRESS" personal Standard;
    /// The name of a person behind a word that announces one.
    Person "PERSON" personal Standard;
    /// The name of an organisation behind a word that announces one.
    Organization "ORGANIZATION" personal Strict;
    /// A passport number, or the machine-readable zone of a travel document (ICAO 9303).
    Passport "PASSPORT" personal Relaxed;
    /// The number of a driving licence.
    DriverLicense "DRIVER_LICENSE" personal Standard;
    /// A vehicle identification number (ISO 3779).
    Vin "VIN" personal Standard;
    /// The registration plate of a vehicle.
    VehiclePlate "VEHICLE_PLATE" personal Standard;
    /// The number of a mobile phone's hardware.
    Imei "IMEI" personal Standard;
    /// A health insurance, health service or patient number.
    Medical "MEDICAL_ID" personal Standard;
    // National.
    /// A United States social security number.
    Ssn "SSN" personal Relaxed;
    /// A United States individual taxpayer number.
    UsItin "US_ITIN" personal Relaxed;
    /// A United States employer identification number.
    UsEin "US_EIN" personal Standard;
    /// A British national insurance number.
    UkNino "UK_NINO" personal Relaxed;
    /// A British NHS number.
    UkNhs "UK_NHS" personal Relaxed;
    /// A British unique taxpayer reference.
    UkUtr "UK_UTR" personal Standard;
    /// A Spanish identity or tax number (DNI, NIF, CIF).
    EsNif "ES_NIF" personal Relaxed;
    /// A Spanish foreigner's number.
    EsNie "ES_NIE" personal Relaxed;
    /// A Portuguese tax or citizen card number.
    PtNif "PT_NIF" personal Standard;
    /// A French social security number.
    FrNir "FR_NIR" personal Relaxed;
    /// A French company number (SIREN, SIRET).
    FrSiren "FR_SIREN" personal Standard;
    /// A German tax number.
    DeTaxId "DE_TAX_ID" personal Standard;
    /// A German identity card number.
    DeIdCard "DE_ID_CARD" personal Standard;
    /// A German pension insurance number.
    DeSocialSecurity "DE_SOCIAL_SECURITY" personal Relaxed;
    /// A value added tax number of a European country.
    EuVat "EU_VAT" personal Standard;
    /// An Austrian social insurance number.
    AtSvnr "AT_SVNR" personal Standard;
    /// A Swiss social security number.
    ChAhv "CH_AHV" personal Relaxed;
    /// An Italian fiscal code.
    ItFiscalCode "IT_FISCAL_CODE" personal Relaxed;
    /// An Italian VAT number.
    ItVat "IT_VAT" personal Standard;
    /// A Dutch citizen number.
    NlBsn "NL_BSN" personal Standard;
    /// A Belgian national number.
    BeNationalNumber "BE_NATIONAL_NUMBER" personal Relaxed;
    /// A Polish national number.
    PlPesel "PL_PESEL" personal Relaxed;
    /// A Polish tax number.
    PlNip "PL_NIP" personal Standard;
    /// A Polish company number.
    PlRegon "PL_REGON" personal Standard;
    /// A Swedish personal number.
    SePersonnummer "SE_PERSONNUMMER" personal Relaxed;
    /// A Norwegian birth number.
    NoFodselsnummer "NO_FODSELSNUMMER" personal Relaxed;
    /// A Danish personal number.
    DkCpr "DK_CPR" personal Relaxed;
    /// A Finnish personal identity code.
    FiHetu "FI_HETU" personal Relaxed;
    /// A Czech or Slovak birth number.
    CzBirthNumber "CZ_BIRTH_NUMBER" personal Relaxed;
    /// A Romanian personal number.
    RoCnp "RO_CNP" personal Relaxed;
    /// A Bulgarian civil number.
    BgEgn "BG_EGN" personal Standard;
    /// A Croatian personal number.
    HrOib "HR_OIB" personal Standard;
    /// A Greek social security number.
    GrAmka "GR_AMKA" personal Standard;
    /// A Greek tax number.
    GrAfm "GR_AFM" personal Standard;
    /// A Hungarian tax or social security number.
    HuTaxId "HU_TAX_ID" personal Standard;
    /// An Estonian or Lithuanian personal code, or a Latvian one.
    BalticPersonalCode "BALTIC_PERSONAL_CODE" personal Relaxed;
    /// A Slovenian or other former Yugoslav personal number (JMBG, EMŠO).
    Jmbg "JMBG" personal Relaxed;
    /// An Irish personal public service number.
    IePps "IE_PPS" personal Relaxed;
    /// A Russian taxpayer number.
    RuInn "RU_INN" personal Standard;
    /// A Russian social insurance number.
    RuSnils "RU_SNILS" personal Standard;
    /// A Ukrainian taxpayer number.
    UaTaxId "UA_TAX_ID" personal Standard;
    /// A Turkish identity number.
    TrIdentity "TR_IDENTITY" personal Relaxed;
    /// An Israeli identity number.
    IlIdentity "IL_IDENTITY" personal Standard;
    /// A South African identity number.
    ZaIdentity "ZA_IDENTITY" personal Relaxed;
    /// A Nigerian identity number.
    NgNin "NG_NIN" personal Standard;
    /// An Indian Aadhaar number.
    InAadhaar "IN_AADHAAR" personal Relaxed;
    /// An Indian permanent account number.
    InPan "IN_PAN" personal Relaxed;
    /// An Indian goods and services tax number.
    InGstin "IN_GSTIN" personal Relaxed;
    /// An Indian voter card number.
    InVoter "IN_VOTER" personal Standard;
    /// A Chinese resident identity number.
    CnIdentity "CN_IDENTITY" personal Relaxed;
    /// A Japanese individual or corporate number.
    JpMyNumber "JP_MY_NUMBER" personal Standard;
    /// A South Korean resident or foreigner registration number.
    KrRrn "KR_RRN" personal Relaxed;
    /// A South Korean business number.
    KrBrn "KR_BRN" personal Standard;
    /// A Singaporean identity or foreigner number.
    SgNric "SG_NRIC" personal Relaxed;
    /// A Malaysian identity number.
    MyNric "MY_NRIC" personal Standard;
    /// A Thai identity number.
    ThIdentity "TH_IDENTITY" personal Relaxed;
    /// A Taiwanese identity number.
    TwIdentity "TW_IDENTITY" personal Relaxed;
    /// A Hong Kong identity number.
    HkIdentity "HK_IDENTITY" personal Relaxed;
    /// An Indonesian identity number.
    IdNik "ID_NIK" personal Standard;
    /// A Philippine taxpayer number.
    PhTin "PH_TIN" personal Standard;
    /// An Australian tax file number.
    AuTfn "AU_TFN" personal Standard;
    /// An Australian business or company number.
    AuAbn "AU_ABN" personal Standard;
    /// An Australian Medicare number.
    AuMedicare "AU_MEDICARE" personal Standard;
    /// A New Zealand tax number.
    NzIrd "NZ_IRD" personal Standard;
    /// A Canadian social insurance number.
    CaSin "CA_SIN" personal Standard;
    /// A Brazilian personal tax number.
    BrCpf "BR_CPF" personal Relaxed;
    /// A Brazilian company number.
    BrCnpj "BR_CNPJ" personal Relaxed;
    /// A Mexican population registry code.
    MxCurp "MX_CURP" personal Relaxed;
    /// A Mexican taxpayer code.
    MxRfc "MX_RFC" personal Standard;
    /// An Argentine tax number or identity number.
    ArCuit "AR_CUIT" personal Standard;
    /// A Chilean identity number.
    ClRut "CL_RUT" personal Relaxed;
    /// A Colombian identity or tax number.
    CoNit "CO_NIT" personal Standard;
    /// A Peruvian taxpayer number.
    PeRuc "PE_RUC" personal Standard;
    /// A national number of another country, recognised by its name.
    NationalId "NATIONAL_ID" personal Standard;
    /// Something that a pattern or a word list of the profile describes.
    Custom "CUSTOM" personal Relaxed;
    // Secrets.
    /// A key or token of a service, in a form its issuer gave it.
    ApiKey "API_KEY" secret Relaxed;
    /// A private key: a PEM block, a key of `PuTTY`, an age identity and the like.
    PrivateKey "API_KEY" secret Relaxed;
    /// A JSON Web Token.
    JsonWebToken "API_KEY" secret Relaxed;
    /// A password or key assigned to a name that says so.
    AssignedSecret "API_KEY" secret Relaxed;
    /// User name and password, or a signature, inside a URL or a connection string.
    UrlCredentials "API_KEY" secret Relaxed;
    /// Credentials of an HTTP request: basic and bearer authorization, session cookies.
    HttpCredentials "API_KEY" secret Relaxed;
    /// The words from which a crypto-currency wallet is made (BIP-39), or its private key.
    SeedPhrase "API_KEY" secret Relaxed;
    /// A password as it is kept in a password file: hashed.
    PasswordHash "API_KEY" secret Asked;
}

/// How many words of 64 bits hold one bit per kind.
const WORDS: usize = EntityKind::ALL.len().div_ceil(64);

/// A set of kinds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct KindSet([u64; WORDS]);

impl KindSet {
    /// The kinds for which `belongs` holds.
    pub(crate) fn of(belongs: impl Fn(EntityKind) -> bool) -> Self {
        let mut set = Self([0; WORDS]);
        for kind in EntityKind::ALL.iter().filter(|kind| belongs(**kind)) {
            set.put(*kind, true);
        }
        set
    }

    /// Adds or removes one kind.
    pub(crate) const fn put(&mut self, kind: EntityKind, member: bool) {
        let (word, bit) = Self::place(kind);
        if member {
            self.0[word] |= bit;
        } else {
            self.0[word] &= !bit;
        }
    }

    /// Whether `kind` is a member.
    pub(crate) const fn has(self, kind: EntityKind) -> bool {
        let (word, bit) = Self::place(kind);
        self.0[word] & bit != 0
    }

    /// Whether any of the other set's kinds is a member.
    pub(crate) fn intersects(self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(left, right)| left & right != 0)
    }

    const fn place(kind: EntityKind) -> (usize, u64) {
        (kind as usize / 64, 1 << (kind as usize % 64))
    }
}

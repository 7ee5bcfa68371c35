//! The kinds of findings, their words, and which of two is surer.

/// What a finding may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A URL that names a user: before its host, or as a profile page.
    UserUrl,
    /// `@name`.
    Handle,
    /// An IP address.
    Ip,
    /// A number of a payment card, by its checksum.
    Card,
    /// A bank account, by its checksum.
    Iban,
    /// A number that a state gives a person, by shape and checksum.
    NationalNumber,
    /// A number of a patient, case, file or record.
    RecordNumber,
    /// A postcode.
    Postcode,
    /// A date behind a word of birth.
    BirthDate,
    /// `my name is` and the like.
    Introduction,
    /// A title before a capitalised word: `Dr Miller`.
    TitledName,
    /// A name that stands where another turn has a placeholder, or beside one.
    HalfMasked,
    /// A word of the deny-list.
    DenyList,
    /// A key or column whose values are names.
    Metadata,
}

impl Kind {
    /// All kinds, in the order of the documentation.
    pub const ALL: [Kind; 16] = [
        Kind::Email,
        Kind::Phone,
        Kind::UserUrl,
        Kind::Handle,
        Kind::Ip,
        Kind::Card,
        Kind::Iban,
        Kind::NationalNumber,
        Kind::RecordNumber,
        Kind::Postcode,
        Kind::BirthDate,
        Kind::Introduction,
        Kind::TitledName,
        Kind::HalfMasked,
        Kind::DenyList,
        Kind::Metadata,
    ];

    /// The word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Email => "email",
            Kind::Phone => "phone",
            Kind::UserUrl => "user_url",
            Kind::Handle => "handle",
            Kind::Ip => "ip_address",
            Kind::Card => "card",
            Kind::Iban => "iban",
            Kind::NationalNumber => "national_number",
            Kind::RecordNumber => "record_number",
            Kind::Postcode => "postcode",
            Kind::BirthDate => "birth_date",
            Kind::Introduction => "introduction",
            Kind::TitledName => "titled_name",
            Kind::HalfMasked => "half_masked",
            Kind::DenyList => "deny_list",
            Kind::Metadata => "metadata",
        }
    }

    /// For people, in the plural.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Email => "e-mail addresses",
            Kind::Phone => "telephone numbers",
            Kind::UserUrl => "URLs that name a user",
            Kind::Handle => "handles",
            Kind::Ip => "IP addresses",
            Kind::Card => "card numbers",
            Kind::Iban => "bank accounts",
            Kind::NationalNumber => "national numbers",
            Kind::RecordNumber => "record numbers",
            Kind::Postcode => "postcodes",
            Kind::BirthDate => "dates of birth",
            Kind::Introduction => "introductions by name",
            Kind::TitledName => "titles before a name",
            Kind::HalfMasked => "names masked elsewhere",
            Kind::DenyList => "words of the deny-list",
            Kind::Metadata => "metadata with names",
        }
    }
}

/// Kinds with a checksum or an unmistakable shape first.
pub(super) fn sureness(kind: Kind) -> usize {
    const ORDER: [Kind; 16] = [
        Kind::DenyList,
        Kind::UserUrl,
        Kind::Email,
        Kind::Iban,
        Kind::Card,
        Kind::RecordNumber,
        Kind::BirthDate,
        Kind::NationalNumber,
        Kind::Ip,
        Kind::Phone,
        Kind::Postcode,
        Kind::Handle,
        Kind::Introduction,
        Kind::TitledName,
        Kind::HalfMasked,
        Kind::Metadata,
    ];
    ORDER
        .iter()
        .position(|&other| other == kind)
        .unwrap_or(ORDER.len())
}

package org.consentledger.api;

/** Why something was refused: the {@code code} of problem answers and of the faults in them. */
public enum Code {
    MALFORMED(400, "The request cannot be read"),
    MISSING(400, "A required value is missing"),
    UNKNOWN_FIELD(400, "The field is not known"),
    BAD_VALUE(400, "The value has the wrong form"),
    INVALID_REQUEST(400, "The request has faults"),
    IDEMPOTENCY_KEY_INVALID(400, "The Idempotency-Key must be a quoted string of 1 to 200 visible characters"),
    UNAUTHENTICATED(401, "A valid access token is required"),
    FORBIDDEN(403, "The access token lacks the scope for this"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "The method is not offered here"),
    NOT_ACCEPTABLE(406, "The media type asked for is not offered here"),
    NOTICE_VERSION_IMMUTABLE(409, "This notice version was published with other content"),
    IDEMPOTENCY_KEY_IN_FLIGHT(409, "A request with this Idempotency-Key is being handled"),
    IDENTIFIER_TAKEN(409, "The identifier belongs to another subject"),
    SUBJECT_ERASED(409, "The person was erased: nothing can be recorded about them any more (GDPR Article 17)"),
    REPRESENTATION_TAKEN(409, "A representation of this id is described for another subject"),
    MERGED_ALREADY(409, "The subject is merged into another: name the one that stands for both"),
    NOT_MERGED(409, "The two subjects are not merged"),
    RIGHTS_REQUEST_ENDED(409, "The rights request has ended: no step can follow"),
    CONSENT_CONFIRMED(409, "The consent was confirmed already: a token works once"),
    LEGAL_HOLD(409, "The person's data are under a legal hold, which has to end first (GDPR Article 17(3))"),
    CONFLICT(409, "Others changed the same thing at the same time; try again"),
    REBUILD_RUNNING(409, "The projection is being rebuilt already"),
    VERSION_MISMATCH(412, "The subject is not at the version named by If-Match"),
    BODY_TOO_LARGE(413, "The request body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The media type is not read here"),
    REFUSED(422, "The request was understood and refused"),
    IDEMPOTENCY_KEY_REUSED(422, "This Idempotency-Key was used for another request"),
    UNKNOWN_CONTROLLER(422, "The controller is not in the catalogue"),
    UNKNOWN_GROUP(422, "No controller in the catalogue belongs to this group"),
    UNKNOWN_PURPOSE(422, "The purpose is not in the catalogue"),
    UNKNOWN_PARENT(422, "The parent purpose is not in the catalogue"),
    UNKNOWN_CHANNEL(422, "The channel is not one of EMAIL, SMS, PHONE, POST, PUSH, IN_APP, WEB"),
    UNKNOWN_SOURCE(422, "The source is not a known one"),
    UNKNOWN_GROUND(422, "The ground is not a known one"),
    UNKNOWN_OUTCOME(422, "The outcome is not one of UPHELD, OVERRIDDEN"),
    UNKNOWN_BASIS(422, "The lawful basis is not a known one"),
    UNKNOWN_NOTICE_VERSION(422, "The notice version is not in the catalogue"),
    UNKNOWN_CHANGE(422, "The change is not one of EDITORIAL, MATERIAL"),
    UNKNOWN_MESSAGE_CLASS(422, "The message class is not one of MARKETING, SERVICE"),
    UNKNOWN_SUBJECT_TYPE(422, "The type of subject reference is not one of subject, email, phone, external"),
    NOT_AN_IDENTIFIER(422, "A pseudonymous id is given by the ledger: it is neither added nor removed"),
    SAME_SUBJECT(422, "A subject cannot be merged with itself"),
    TOO_MANY_MERGED(422, "No more than 50 subjects are ever merged with each other"),
    UNKNOWN_SUBJECT(422, "The ledger does not know this pseudonymous id"),
    UNKNOWN_OBJECTION(422, "The subject has no such objection"),
    UNKNOWN_RIGHT(
            422,
            "The right is not one of ACCESS, RECTIFICATION, ERASURE, RESTRICTION, PORTABILITY, OBJECTION, HUMAN_REVIEW"),
    UNKNOWN_STATE(422, "The state is not one that can be asked for"),
    UNKNOWN_NOTIFICATION_KIND(
            422, "The kind is not one of WITHDRAWAL, RESTRICTION, RESTRICTION_LIFTED, RECTIFICATION, ERASURE"),
    INVALID_ID(
            422, "An id is 1 to 100 letters, digits, dots, hyphens and underscores, beginning with a letter or digit"),
    INVALID_EMAIL(422, "The e-mail address is not valid"),
    INVALID_PHONE(422, "The phone number is not a valid international number"),
    INVALID_EXTERNAL_ID(422, "An external id needs a namespace and a value of at most 200 characters"),
    INVALID_COUNTRY(422, "The country is not an ISO 3166-1 alpha-2 code"),
    INVALID_TIME_ZONE(422, "The time zone is not in the IANA database"),
    INVALID_LANGUAGE(422, "The language is not a BCP 47 tag"),
    INVALID_PERIOD(422, "The period is not an ISO 8601 period of one day to a hundred years"),
    INVALID_HASH(422, "The hash is not a SHA-256: sha256: and 64 hexadecimal digits"),
    INVALID_URL(422, "The value is not an absolute URL"),
    PURPOSE_TREE_CYCLE(422, "A purpose cannot be below itself"),
    PURPOSE_RETIRED(422, "The purpose is retired"),
    PURPOSE_NOT_WITHDRAWABLE(
            422, "Consent can be withdrawn at any time, so a consent purpose is withdrawable (GDPR Article 7(3))"),
    LEGAL_OBLIGATION(
            422,
            "The processing is a legal obligation: it can be neither withdrawn nor objected to (GDPR Articles 6(1)(c), 21)"),
    MECHANISM_NOT_AFFIRMATIVE(422, "The mechanism is not a clear affirmative act (GDPR Article 4(11))"),
    CONSENT_WITHOUT_NOTICE(422, "A consent names the notice version that was shown (GDPR Article 7(1))"),
    CONSENT_WITHOUT_WORDING(422, "A consent carries the hash of the wording that was shown (GDPR Article 7(1))"),
    WILDCARD_CONSENT(422, "A consent names its controllers and purposes (GDPR Article 4(11))"),
    WILDCARD_POSITIVE(422, "An opt-in names its purposes"),
    EVIDENCE_REQUIRED(422, "A source other than the person needs evidence of the person's own act"),
    NOT_DOUBLE_OPT_IN(422, "Only a consent by double opt-in is confirmed"),
    CONFIRMATION_TOKEN_INVALID(422, "The token is not one that confirms this consent"),
    CONFIRMATION_LAPSED(422, "The time to confirm the consent is over: the person has to be asked again"),
    CONSENT_OPPOSED(
            422, "The person has said no since the consent was given: an old link is no new wish (GDPR Article 7(3))"),
    CUSTOMER_EXCEPTION_NEEDS_ONE_ENTITY(
            422, "The customer exception holds for the legal entity that made the sale: name controllers, not a group"),
    CUSTOMER_EXCEPTION_NEEDS_REFERENCE(
            422, "The customer exception needs evidence.reference: the sale in which the address was obtained"),
    MINOR_WITHOUT_PARENTAL_AUTHORISATION(
            422, "A child's consent needs evidence of parental authorisation (GDPR Article 8)"),
    NATIONAL_ID_NUMBER(
            422, "The text holds what looks like a national identity number; such numbers never enter the ledger"),
    TEXT_TOO_LONG(422, "The text is too long"),
    TOO_MANY(422, "The list is too long"),
    EMPTY(422, "The list is empty"),
    ENDS_BEFORE_IT_BEGINS(422, "The period would end before it begins"),
    OCCURRED_IN_FUTURE(422, "The act lies in the future"),
    OCCURRED_TOO_LONG_AGO(422, "The act lies before 1900"),
    RECEIVED_IN_FUTURE(422, "The receipt lies in the future"),
    RECEIVED_BEFORE_OCCURRED(422, "An act cannot be received before it happened"),
    CONFIRMED_BEFORE_GIVEN(422, "Nobody confirms a consent before giving it"),
    EXPIRES_BEFORE_GIVEN(422, "The consent would expire before it is given"),
    KNOWN_AT_IN_FUTURE(422, "What will be known is not known yet"),
    RETIRED_BEFORE_EFFECTIVE(422, "The purpose would retire before it takes effect"),
    GROUNDS_REQUIRED(422, "Overriding an objection needs the compelling grounds (GDPR Article 21(1))"),
    OBJECTION_DECIDED(422, "The objection is decided already"),
    OBJECTION_NOT_OVERRIDDEN(422, "Only an objection that was overridden gives way to processing"),
    LIFT_NOT_ANNOUNCED(422, "The person is told before a restriction is lifted (GDPR Article 18(3))"),
    TOLD_BEFORE_RESTRICTED(422, "Nobody is told of the end of a restriction before it began"),
    OBJECTION_ABSOLUTE(422, "An objection to direct marketing is absolute and cannot be decided (GDPR Article 21(3))"),
    SUPPRESSED(
            422,
            "The address is suppressed after an erasure: only the person's own act brings it back (GDPR Article 17(3)(b))"),
    STEP_BEFORE_RECEIPT(422, "No step is taken before the request was received"),
    NO_IDENTITY_CHECK(422, "The person was not asked to prove who they are"),
    CONFIRMED_BEFORE_ASKED(422, "Nobody proves who they are before they are asked to"),
    EXTENSION_NEEDS_REASONS(422, "An extension is announced with its reasons (GDPR Article 12(3))"),
    EXTENSION_TOO_LATE(422, "An extension is announced within one month of receipt (GDPR Article 12(3))"),
    RIGHTS_REQUEST_EXTENDED(422, "The time was extended already, which is possible once (GDPR Article 12(3))"),
    PARTLY_NEEDS_REASONS(422, "Where a request is fulfilled in part, the person is told what was left out, and why"),
    NOT_PARTLY(422, "Only where a request is fulfilled in part is something left out"),
    REFUSAL_NEEDS_GROUND(422, "A refusal tells the person why (GDPR Article 12(4))"),
    REFUSAL_NEEDS_REMEDIES(422, "A refusal tells the person of complaint and court (GDPR Article 12(4))"),
    EXPORT_TOO_LARGE(422, "The person has more events than an export holds; the history has them in stretches"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    INTERNAL(500, "The ledger failed to handle the request; nothing was changed"),
    BUSY(503, "Too many commands are waiting; nothing was recorded, try again"),
    OUTCOME_UNKNOWN(
            503,
            "Whether the command was recorded is not known; to try again with the same Idempotency-Key records it once"),
    UNAVAILABLE(503, "The ledger cannot answer now; try again");

    private final int status;
    private final String title;

    Code(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status (RFC 9110) that a problem with this code has. */
    public int status() {
        return status;
    }

    /** The sentence that explains the code to people. */
    public String title() {
        return title;
    }
}

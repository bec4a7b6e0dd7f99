package org.consentledger.command.subject;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.consentledger.api.AsOf;
import org.consentledger.api.Code;
import org.consentledger.api.Fault;
import org.consentledger.api.Faults;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.CatalogueId;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.GroupId;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.catalogue.NoticeRef;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.ActReported;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.ErasureGround;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.LegalHoldGround;
import org.consentledger.api.subject.Mechanism;
import org.consentledger.api.subject.NationalIdNumber;
import org.consentledger.api.subject.NoticeShown;
import org.consentledger.api.subject.ObjectionGround;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.Occurrence;
import org.consentledger.api.subject.OptInGround;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.RestrictionGround;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.Source;
import org.consentledger.api.subject.SubjectCommand.AnnounceLift;
import org.consentledger.api.subject.SubjectCommand.ConfirmConsent;
import org.consentledger.api.subject.SubjectCommand.DecideObjection;
import org.consentledger.api.subject.SubjectCommand.DescribeRepresentation;
import org.consentledger.api.subject.SubjectCommand.EraseSubject;
import org.consentledger.api.subject.SubjectCommand.GiveConsent;
import org.consentledger.api.subject.SubjectCommand.ImposeRestriction;
import org.consentledger.api.subject.SubjectCommand.NoticeNamed;
import org.consentledger.api.subject.SubjectCommand.OptIn;
import org.consentledger.api.subject.SubjectCommand.ParentalAuthorisation;
import org.consentledger.api.subject.SubjectCommand.PlaceLegalHold;
import org.consentledger.api.subject.SubjectCommand.RaiseObjection;
import org.consentledger.api.subject.SubjectCommand.SetPreferences;
import org.consentledger.api.subject.SubjectEvent.ConsentConfirmed;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.LegalHoldPlaced;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.OptedIn;
import org.consentledger.api.subject.SubjectEvent.PreferencesSet;
import org.consentledger.api.subject.SubjectEvent.RepresentationDescribed;
import org.consentledger.api.subject.SubjectEvent.RestrictionImposed;
import org.consentledger.api.subject.SubjectEvent.RestrictionLiftAnnounced;
import org.consentledger.command.Languages;
import org.jspecify.annotations.Nullable;

/** Turns what a caller reports into what the ledger records, or refuses it with every fault at once. */
public final class Judge {
    /** No living person acted before; an earlier time is a mistake, and far earlier ones break calendars. */
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

    private static final int MAX_LIST = 100;
    private static final int MAX_TEXT = 1_000;
    private static final int MAX_STATEMENT = 10_000;
    private static final Pattern HASH = Pattern.compile("(sha256:)?[0-9A-Fa-f]{64}");

    private final Catalogue catalogue;
    private final Instant now;
    private final Faults faults = new Faults();

    /** How wide an act may be: the fault of naming every controller or purpose, or null where that is allowed. */
    private enum Width {
        NEGATIVE(null, null),
        OPT_IN(null, Code.WILDCARD_POSITIVE),
        CONSENT(Code.WILDCARD_CONSENT, Code.WILDCARD_CONSENT);

        private final @Nullable Code everyController;
        private final @Nullable Code everyPurpose;

        Width(@Nullable Code everyController, @Nullable Code everyPurpose) {
            this.everyController = everyController;
            this.everyPurpose = everyPurpose;
        }
    }

    public Judge(Catalogue catalogue, Instant now) {
        this.catalogue = catalogue;
        this.now = now;
    }

    /**
     * A NEGATIVE: it may be as wide as the person wants, and concern what has ended.
     *
     * @throws Refusal with every fault of it
     */
    public Act negative(ActReported reported) {
        @Nullable Act act = act(reported, Width.NEGATIVE);
        faults.refuseIfAny();
        return Objects.requireNonNull(act);
    }

    /** @param confirmWithin how long a double opt-in waits for its confirmation */
    ConsentGiven consent(GiveConsent command, Duration confirmWithin) {
        @Nullable Act act = act(command.act(), Width.CONSENT);
        Mechanism mechanism = faults.constant(
                Mechanism.class,
                command.mechanism() == null ? "" : command.mechanism(),
                "#/mechanism",
                Code.MECHANISM_NOT_AFFIRMATIVE);
        NoticeShown notice = notice(command.notice());
        wording(command.act().evidence());
        Instant given = command.act().occurredAt().resolve(now);
        if (command.expiresAt() != null && given != null) {
            faults.unless(command.expiresAt().isAfter(given), "#/expiresAt", Code.EXPIRES_BEFORE_GIVEN);
        }
        Personal authorisation = parentalAuthorisation(command.parentalAuthorisation(), command.act());
        faults.refuseIfAny();
        return new ConsentGiven(
                command.subject(),
                Objects.requireNonNull(act),
                Objects.requireNonNull(notice),
                Objects.requireNonNull(mechanism),
                command.expiresAt(),
                authorisation,
                mechanism == Mechanism.DOUBLE_OPT_IN ? confirmBy(command.expiresAt(), confirmWithin) : null);
    }

    private Instant confirmBy(@Nullable Instant expiresAt, Duration confirmWithin) {
        Instant confirmBy = now.plus(confirmWithin);
        return expiresAt != null && expiresAt.isBefore(confirmBy) ? expiresAt : confirmBy;
    }

    ConsentConfirmed confirmation(ConfirmConsent command, ConsentGiven consent) {
        Instant confirmed = command.occurredAt() == null ? now : command.occurredAt();
        Instant given = consent.act().occurredAt();
        faults.unless(!confirmed.isAfter(now), "#/occurredAt", Code.OCCURRED_IN_FUTURE);
        faults.unless(!confirmed.isBefore(EARLIEST), "#/occurredAt", Code.OCCURRED_TOO_LONG_AGO);
        if (given != null) {
            faults.unless(!confirmed.isBefore(given), "#/occurredAt", Code.CONFIRMED_BEFORE_GIVEN);
        }
        faults.refuseIfAny();
        return new ConsentConfirmed(command.subject(), command.consent(), confirmed);
    }

    OptedIn optIn(OptIn command) {
        @Nullable Act act = act(command.act(), Width.OPT_IN);
        OptInGround ground = command.ground() == null
                ? null
                : faults.constant(OptInGround.class, command.ground(), "#/ground", Code.UNKNOWN_GROUND);
        if (ground == OptInGround.EXISTING_CUSTOMER) {
            boolean oneEntity = command.act().controllers().stream()
                    .noneMatch(text -> text != null && (text.equals("*") || text.startsWith("group:")));
            faults.unless(oneEntity, "#/controllers", Code.CUSTOMER_EXCEPTION_NEEDS_ONE_ENTITY);
            faults.unless(
                    says(command.act().evidence().reference()),
                    "#/evidence/reference",
                    Code.CUSTOMER_EXCEPTION_NEEDS_REFERENCE);
        }
        faults.refuseIfAny();
        return new OptedIn(command.subject(), Objects.requireNonNull(act), ground);
    }

    ObjectionRaised objection(RaiseObjection command) {
        @Nullable Act act = act(command.act(), Width.NEGATIVE);
        ObjectionGround ground =
                faults.constant(ObjectionGround.class, command.ground(), "#/ground", Code.UNKNOWN_GROUND);
        text(command.statement(), "#/statement", MAX_STATEMENT);
        faults.refuseIfAny();
        return new ObjectionRaised(
                command.subject(), Objects.requireNonNull(act), Objects.requireNonNull(ground), command.statement());
    }

    ObjectionDecided decision(DecideObjection command) {
        ObjectionOutcome outcome =
                faults.constant(ObjectionOutcome.class, command.outcome(), "#/outcome", Code.UNKNOWN_OUTCOME);
        if (outcome == ObjectionOutcome.OVERRIDDEN) {
            faults.unless(says(command.grounds()), "#/grounds", Code.GROUNDS_REQUIRED);
        }
        text(command.grounds(), "#/grounds", MAX_STATEMENT);
        faults.refuseIfAny();
        boolean awaitsTelling = outcome == ObjectionOutcome.OVERRIDDEN && command.told() instanceof Occurrence.Unknown;
        return new ObjectionDecided(
                command.subject(),
                command.objection(),
                Objects.requireNonNull(outcome),
                command.grounds(),
                awaitsTelling ? true : null);
    }

    RestrictionImposed restriction(ImposeRestriction command) {
        @Nullable Act act = act(command.act(), Width.NEGATIVE);
        RestrictionGround ground = command.ground() == null
                ? null
                : faults.constant(RestrictionGround.class, command.ground(), "#/ground", Code.UNKNOWN_GROUND);
        faults.refuseIfAny();
        return new RestrictionImposed(command.subject(), Objects.requireNonNull(act), ground);
    }

    /** @param restrictedAt when the restriction was recorded: nobody is told of its end before */
    RestrictionLiftAnnounced announcement(AnnounceLift command, Instant restrictedAt) {
        Instant told = told(command.occurredAt(), restrictedAt, "#/occurredAt");
        Channel channel = command.channel() == null
                ? null
                : faults.constant(Channel.class, command.channel(), "#/channel", Code.UNKNOWN_CHANNEL);
        text(command.actor(), "#/actor", MAX_TEXT);
        faults.refuseIfAny();
        return new RestrictionLiftAnnounced(command.subject(), command.restriction(), told, channel, command.actor());
    }

    /** The telling that goes with a decision, or null where it is yet to come. */
    @Nullable
    RestrictionLiftAnnounced announcement(DecideObjection command, Instant restrictedAt) {
        if (command.told() instanceof Occurrence.Unknown) {
            return null;
        }
        Instant told = told(command.told().resolve(now), restrictedAt, "#/told");
        faults.refuseIfAny();
        return new RestrictionLiftAnnounced(command.subject(), command.objection(), told, null, null);
    }

    private Instant told(@Nullable Instant at, Instant restrictedAt, String pointer) {
        if (at == null) {
            return now;
        }
        faults.unless(!at.isAfter(now), pointer, Code.OCCURRED_IN_FUTURE);
        faults.unless(!at.isBefore(restrictedAt), pointer, Code.TOLD_BEFORE_RESTRICTED);
        return at;
    }

    LegalHoldPlaced legalHold(PlaceLegalHold command) {
        LegalHoldGround ground =
                faults.constant(LegalHoldGround.class, command.ground(), "#/ground", Code.UNKNOWN_GROUND);
        text(command.reason(), "#/reason", MAX_STATEMENT);
        faults.refuseIfAny();
        return new LegalHoldPlaced(command.subject(), Objects.requireNonNull(ground), command.reason());
    }

    /** The ground that is told, or that the reason is the name of; null: none. */
    @Nullable
    ErasureGround erasure(EraseSubject command) {
        faults.unless(says(command.reason()), "#/reason", Code.MISSING);
        text(command.reason(), "#/reason", MAX_STATEMENT);
        ErasureGround ground = command.ground() == null
                ? groundNamedBy(command.reason())
                : faults.constant(ErasureGround.class, command.ground(), "#/ground", Code.UNKNOWN_GROUND);
        faults.refuseIfAny();
        return ground;
    }

    private static @Nullable ErasureGround groundNamedBy(@Nullable Personal reason) {
        return Stream.of(ErasureGround.values())
                .filter(ground -> reason instanceof Personal.Known(String text)
                        && text.strip().equals(ground.name()))
                .findFirst()
                .orElse(null);
    }

    PreferencesSet preferences(SetPreferences command) {
        if (command.language() != null) {
            language(command.language(), "#/language");
        }
        if (command.frequency() != null) {
            code(command.frequency(), "#/frequency");
        }
        Map<String, Object> topics = command.topics();
        if (topics != null) {
            faults.unless(topics.size() <= MAX_LIST, "#/topics", Code.TOO_MANY);
            topics.forEach(this::topic);
        }
        boolean any = command.language() != null || command.frequency() != null || topics != null;
        faults.unless(any, "#", Code.EMPTY);
        faults.refuseIfAny();
        return new PreferencesSet(command.subject(), command.language(), command.frequency(), command.topics());
    }

    RepresentationDescribed representation(DescribeRepresentation command) {
        if (command.company() == null) {
            faults.add("#/company", Code.MISSING);
        }
        CompanyId company = company(command.company());
        if (command.role() != null) {
            code(command.role(), "#/role");
        }
        if (command.from() != null && command.to() != null) {
            faults.unless(command.from().isBefore(command.to()), "#/to", Code.ENDS_BEFORE_IT_BEGINS);
        }
        faults.refuseIfAny();
        return new RepresentationDescribed(
                command.subject(),
                command.representation(),
                Objects.requireNonNull(company),
                command.role(),
                command.from(),
                command.to());
    }

    /** The purposes named that are legal obligations: neither withdrawal nor objection reaches them. */
    List<Fault> legalObligations(ActReported judged) {
        var obliged = new ArrayList<Fault>();
        for (int i = 0; i < judged.purposes().size(); i++) {
            if (PurposeRef.parse(judged.purposes().get(i)) instanceof PurposeRef.Node(PurposeId id)
                    && catalogue
                            .purpose(id, AsOf.now(now))
                            .filter(found -> found.event().basis() == LawfulBasis.LEGAL_OBLIGATION)
                            .isPresent()) {
                obliged.add(new Fault("#/purposes/" + i, Code.LEGAL_OBLIGATION));
            }
        }
        return obliged;
    }

    private void topic(String topic, Object wanted) {
        String pointer = "#/topics/" + topic.replace("~", "~0").replace("/", "~1");
        if (CatalogueId.isValid(topic) && !NationalIdNumber.isIn(topic)) {
            switch (wanted) {
                case Boolean yesOrNo -> {}
                case String text -> code(text, pointer);
                case null, default -> faults.add(pointer, Code.BAD_VALUE);
            }
        } else {
            faults.add("#/topics", Code.INVALID_ID, "A topic is named by an id");
        }
    }

    private @Nullable Act act(ActReported reported, Width width) {
        Set<ControllerRef> controllers = controllers(reported.controllers(), width);
        CompanyId company = company(reported.company());
        Set<PurposeRef> purposes = purposes(reported.purposes(), width);
        Set<Channel> channels = channels(reported.channels());
        times(reported);
        Source source = reported.source() == null
                ? Source.SUBJECT
                : faults.constant(Source.class, reported.source(), "#/source", Code.UNKNOWN_SOURCE);
        text(reported.actor(), "#/actor", MAX_TEXT);
        evidence(reported.evidence());
        if (width != Width.NEGATIVE && source != null && source != Source.SUBJECT) {
            faults.unless(says(reported.evidence().reference()), "#/evidence/reference", Code.EVIDENCE_REQUIRED);
        }
        if (!faults.isEmpty() || source == null) {
            return null;
        }
        return new Act(
                new Scope(controllers, company, purposes, channels),
                reported.occurredAt().resolve(now),
                reported.receivedAt(),
                source,
                reported.actor(),
                reported.evidence());
    }

    private Set<ControllerRef> controllers(List<String> named, Width width) {
        size(named, "#/controllers");
        var controllers = new LinkedHashSet<ControllerRef>();
        for (int i = 0; i < Math.min(named.size(), MAX_LIST); i++) {
            ControllerRef ref = controller(named.get(i), "#/controllers/" + i, width);
            if (ref != null) {
                controllers.add(ref);
            }
        }
        return controllers;
    }

    private @Nullable ControllerRef controller(@Nullable String text, String pointer, Width width) {
        if (text == null) {
            faults.add(pointer, Code.MISSING);
            return null;
        }
        if (text.equals("*")) {
            if (width.everyController != null) {
                faults.add(pointer, width.everyController);
            }
            return new ControllerRef.Every();
        }
        boolean group = text.startsWith("group:");
        String id = group ? text.substring("group:".length()) : text;
        boolean known = CatalogueId.isValid(id)
                && (group ? catalogue.knows(new GroupId(id)) : catalogue.knows(new ControllerId(id)));
        faults.unless(known, pointer, group ? Code.UNKNOWN_GROUP : Code.UNKNOWN_CONTROLLER);
        return known ? ControllerRef.parse(text) : null;
    }

    private Set<PurposeRef> purposes(List<String> named, Width width) {
        size(named, "#/purposes");
        var purposes = new LinkedHashSet<PurposeRef>();
        for (int i = 0; i < Math.min(named.size(), MAX_LIST); i++) {
            PurposeRef ref = purpose(named.get(i), "#/purposes/" + i, width);
            if (ref != null) {
                purposes.add(ref);
            }
        }
        return purposes;
    }

    private @Nullable PurposeRef purpose(@Nullable String text, String pointer, Width width) {
        if (text == null) {
            faults.add(pointer, Code.MISSING);
            return null;
        }
        if (text.equals("*")) {
            if (width.everyPurpose != null) {
                faults.add(pointer, width.everyPurpose);
            }
            return new PurposeRef.Every();
        }
        if (!CatalogueId.isValid(text) || !catalogue.knows(new PurposeId(text))) {
            faults.add(pointer, Code.UNKNOWN_PURPOSE);
            return null;
        }
        var id = new PurposeId(text);
        if (width != Width.NEGATIVE) {
            faults.unless(!isRetired(id), pointer, Code.PURPOSE_RETIRED);
        }
        return new PurposeRef.Node(id);
    }

    private boolean isRetired(PurposeId id) {
        return catalogue
                .purpose(id, AsOf.now(now))
                .map(found -> found.event())
                .map(PurposePublished::retiredAt)
                .filter(retiredAt -> !retiredAt.isAfter(now))
                .isPresent();
    }

    private Set<Channel> channels(@Nullable List<String> named) {
        var channels = new LinkedHashSet<Channel>();
        if (named == null) {
            return channels;
        }
        size(named, "#/channels");
        for (int i = 0; i < Math.min(named.size(), MAX_LIST); i++) {
            Channel channel = faults.constant(Channel.class, named.get(i), "#/channels/" + i, Code.UNKNOWN_CHANNEL);
            if (channel != null) {
                channels.add(channel);
            }
        }
        return channels;
    }

    private void size(List<String> list, String pointer) {
        faults.unless(!list.isEmpty(), pointer, Code.EMPTY);
        faults.unless(list.size() <= MAX_LIST, pointer, Code.TOO_MANY);
    }

    private @Nullable CompanyId company(@Nullable String id) {
        if (id == null) {
            return null;
        }
        if (!CatalogueId.isValid(id)) {
            faults.add("#/company", Code.INVALID_ID);
            return null;
        }
        // The fiscal number of a sole trader is a BSN; those of companies are of the same kind and cannot be told
        // apart.
        faults.unless(!NationalIdNumber.isIn(id), "#/company", Code.NATIONAL_ID_NUMBER);
        return new CompanyId(id);
    }

    private void times(ActReported reported) {
        Instant occurred = reported.occurredAt() instanceof Occurrence.At(Instant time) ? time : null;
        Instant received = reported.receivedAt();
        if (occurred != null) {
            faults.unless(!occurred.isAfter(now), "#/occurredAt", Code.OCCURRED_IN_FUTURE);
            faults.unless(!occurred.isBefore(EARLIEST), "#/occurredAt", Code.OCCURRED_TOO_LONG_AGO);
        }
        if (received != null) {
            faults.unless(!received.isAfter(now), "#/receivedAt", Code.RECEIVED_IN_FUTURE);
        }
        if (occurred != null && received != null) {
            faults.unless(!received.isBefore(occurred), "#/receivedAt", Code.RECEIVED_BEFORE_OCCURRED);
        }
    }

    private void evidence(Evidence evidence) {
        String hash = evidence.wordingHash();
        faults.unless(hash == null || HASH.matcher(hash).matches(), "#/evidence/wordingHash", Code.INVALID_HASH);
        text(evidence.form(), "#/evidence/form", MAX_TEXT);
        text(evidence.ip(), "#/evidence/ip", MAX_TEXT);
        text(evidence.userAgent(), "#/evidence/userAgent", MAX_TEXT);
        text(evidence.reference(), "#/evidence/reference", MAX_TEXT);
    }

    private void wording(Evidence evidence) {
        faults.unless(evidence.wordingHash() != null, "#/evidence/wordingHash", Code.CONSENT_WITHOUT_WORDING);
    }

    private @Nullable NoticeShown notice(@Nullable NoticeNamed named) {
        if (named == null) {
            faults.add("#/notice", Code.CONSENT_WITHOUT_NOTICE);
            return null;
        }
        String id = named.id();
        String version = named.version();
        faults.unless(id != null, "#/notice/id", Code.CONSENT_WITHOUT_NOTICE);
        faults.unless(version != null, "#/notice/version", Code.CONSENT_WITHOUT_NOTICE);
        if (named.language() == null) {
            faults.add("#/notice/language", Code.CONSENT_WITHOUT_NOTICE);
        } else {
            language(named.language(), "#/notice/language");
        }
        if (id == null || version == null || named.language() == null) {
            return null;
        }
        boolean known = CatalogueId.isValid(id)
                && catalogue.notice(new NoticeRef(new NoticeId(id), version)).isPresent();
        faults.unless(known, "#/notice", Code.UNKNOWN_NOTICE_VERSION);
        return known ? new NoticeShown(new NoticeId(id), version, named.language()) : null;
    }

    /** The evidence of parental authorisation, where the consent is a child's (GDPR Article 8). */
    private @Nullable Personal parentalAuthorisation(@Nullable ParentalAuthorisation told, ActReported act) {
        if (told == null) {
            return null;
        }
        text(told.reference(), "#/parentalAuthorisation/reference", MAX_TEXT);
        boolean ofAge =
                told.age() != null && told.age() >= DigitalConsentAge.highest(catalogue, act.controllers(), now);
        faults.unless(
                ofAge || says(told.reference()),
                "#/parentalAuthorisation/reference",
                Code.MINOR_WITHOUT_PARENTAL_AUTHORISATION);
        return told.reference();
    }

    /** Whether there is a text at all: blanks prove nothing. */
    private static boolean says(@Nullable Personal personal) {
        return personal instanceof Personal.Known(String text) && !text.isBlank();
    }

    private void text(@Nullable Personal personal, String pointer, int maxCharacters) {
        if (personal instanceof Personal.Known(String text)) {
            faults.unless(text.length() <= maxCharacters, pointer, Code.TEXT_TOO_LONG);
            faults.unless(!NationalIdNumber.isIn(text), pointer, Code.NATIONAL_ID_NUMBER);
        }
    }

    private void code(String text, String pointer) {
        faults.unless(CatalogueId.isValid(text), pointer, Code.INVALID_ID);
        faults.unless(!NationalIdNumber.isIn(text), pointer, Code.NATIONAL_ID_NUMBER);
    }

    private void language(String tag, String pointer) {
        faults.unless(Languages.isTag(tag), pointer, Code.INVALID_LANGUAGE);
    }
}

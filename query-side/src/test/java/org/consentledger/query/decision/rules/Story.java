package org.consentledger.query.decision.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentledger.api.AsOf;
import org.consentledger.api.EventId;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueEvent;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.CatalogueEvent.NoticePublished;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.Change;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.GroupId;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.decision.Decision;
import org.consentledger.api.decision.Decision.DecidingEvent;
import org.consentledger.api.decision.MessageClass;
import org.consentledger.api.decision.Obligation;
import org.consentledger.api.decision.Question;
import org.consentledger.api.decision.Reason;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.NoticeShown;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.SubjectId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One person's history and the catalogue it happened under, told in sentences. Days are their first instant in UTC;
 * where a test says nothing else, acts concern the controller {@code accounting} on all channels and are recorded as
 * they happen, and questions ask accounting about e-mail on 1 January 2027.
 */
final class Story {
    static final Policy POLICY = new Policy(
            channelRules(), Set.of(new PurposeId("email-open-tracking"), new PurposeId("email-click-tracking")));
    private static final String LONG_AGO = "2020-01-01";
    private static final String NEW_YEAR = "2027-01-01";
    private static final AtomicLong STORIES = new AtomicLong();

    private final SubjectId person = new SubjectId(new UUID(STORIES.incrementAndGet(), 0));
    private final List<Recorded<? extends CatalogueEvent>> others = new ArrayList<>();
    private final List<Publication> publications = new ArrayList<>();
    private final List<Told> acts = new ArrayList<>();
    private final List<Ruling> rulings = new ArrayList<>();
    private final List<Confirmation> confirmations = new ArrayList<>();

    /** Begins with the controllers and purposes that most stories need. */
    Story() {
        controller("accounting", "NL", "Europe/Amsterdam", "noorderlicht");
        controller("payroll", "NL", "Europe/Amsterdam", "noorderlicht");
        controller("bakery", "NL", "Europe/Amsterdam", null);
        publishes("marketing").on(LawfulBasis.LEGITIMATE_INTEREST).directMarketing();
        publishes("newsletter").under("marketing").on(LawfulBasis.CONSENT).directMarketing();
        publishes("catalogue")
                .under("marketing")
                .on(LawfulBasis.LEGITIMATE_INTEREST)
                .directMarketing();
        publishes("service").on(LawfulBasis.CONTRACT).notObjectable();
        publishes("invoicing").under("service").on(LawfulBasis.CONTRACT).notObjectable();
        publishes("analysis").on(LawfulBasis.LEGITIMATE_INTEREST);
        publishes("security").on(LawfulBasis.LEGITIMATE_INTEREST).notObjectable();
        publishes("public-task").on(LawfulBasis.PUBLIC_TASK);
        publishes("rescue").on(LawfulBasis.VITAL_INTEREST).notObjectable();
        publishes("compliance").on(LawfulBasis.LEGAL_OBLIGATION).notObjectable();
        publishes("photos").on(LawfulBasis.CONSENT);
        publishes("email-open-tracking").on(LawfulBasis.CONSENT).channels(Channel.EMAIL);
        publishes("email-click-tracking").on(LawfulBasis.CONSENT).channels(Channel.EMAIL);
        publishesNotice("1", Change.MATERIAL, LONG_AGO, "marketing", "photos");
    }

    static ChannelRules channelRules() {
        try (var json = Story.class.getResourceAsStream("/org/consentledger/query/decision/channel-rules.json")) {
            return JsonMapper.shared().readValue(json, ChannelRules.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The catalogue

    void controller(String id, String country, String timeZone, @Nullable String group) {
        controller(id, country, timeZone, group, LONG_AGO);
    }

    void controller(String id, String country, String timeZone, @Nullable String group, String recorded) {
        others.add(new Recorded<>(
                new ControllerDescribed(
                        new ControllerId(id),
                        id,
                        country,
                        ZoneId.of(timeZone),
                        group == null ? null : new GroupId(group),
                        Map.of()),
                time(recorded)));
    }

    Publication publishes(String purpose) {
        var publication = new Publication(new PurposeId(purpose));
        publications.add(publication);
        return publication;
    }

    void publishesNotice(String version, Change change, String effectiveFrom, String... purposes) {
        publishesNoticeAhead(version, change, effectiveFrom, effectiveFrom, purposes);
    }

    void publishesNoticeAhead(
            String version, Change change, String recorded, String effectiveFrom, String... purposes) {
        others.add(new Recorded<>(
                new NoticePublished(
                        new NoticeId("privacy"),
                        version,
                        time(effectiveFrom),
                        "nl",
                        "sha256:" + "0".repeat(64),
                        null,
                        null,
                        change,
                        Stream.of(purposes).map(PurposeId::new).collect(Collectors.toSet())),
                time(recorded)));
    }

    /** The next version of a purpose; a first one holds for all of the past unless told otherwise. */
    static final class Publication {
        private final PurposeId purpose;
        private LawfulBasis basis = LawfulBasis.CONSENT;
        private boolean directMarketing;
        private boolean objectable = true;
        private Set<Channel> channels = Set.of();
        private @Nullable String parent;
        private @Nullable String validFor;
        private @Nullable String effectiveFrom;
        private @Nullable String retired;
        private String recorded = LONG_AGO;

        private Publication(PurposeId purpose) {
            this.purpose = purpose;
        }

        Publication on(LawfulBasis basis) {
            this.basis = basis;
            return this;
        }

        Publication under(String parent) {
            this.parent = parent;
            return this;
        }

        Publication directMarketing() {
            directMarketing = true;
            return this;
        }

        Publication notObjectable() {
            objectable = false;
            return this;
        }

        Publication channels(Channel... channels) {
            this.channels = Set.of(channels);
            return this;
        }

        Publication validFor(String period) {
            validFor = period;
            return this;
        }

        Publication from(String day) {
            effectiveFrom = day;
            return this;
        }

        Publication retired(String day) {
            retired = day;
            return this;
        }

        Publication recorded(String day) {
            recorded = day;
            return this;
        }

        private Recorded<PurposePublished> event() {
            return new Recorded<>(
                    new PurposePublished(
                            purpose,
                            1,
                            parent == null ? null : new PurposeId(parent),
                            Map.of("en", purpose.value()),
                            basis,
                            directMarketing,
                            true,
                            objectable,
                            channels,
                            validFor == null ? null : Period.parse(validFor),
                            null,
                            effectiveFrom == null ? null : time(effectiveFrom),
                            retired == null ? null : time(retired)),
                    time(recorded));
        }
    }

    // What the person did

    Told consents(String... purposes) {
        Told told = tell(Signal.Kind.CONSENT, purposes);
        told.lifts = true;
        told.notice = "1";
        return told;
    }

    Told optsInto(String... purposes) {
        Told told = tell(Signal.Kind.OPT_IN, purposes);
        told.lifts = true;
        return told;
    }

    Told buysSomethingAkinTo(String... purposes) {
        return tell(Signal.Kind.CUSTOMER, purposes);
    }

    Told withdraws(String... purposes) {
        return tell(Signal.Kind.WITHDRAWAL, purposes);
    }

    Told optsOutOf(String... purposes) {
        return tell(Signal.Kind.OPT_OUT, purposes);
    }

    Told objectsToMarketing(String... purposes) {
        return tell(Signal.Kind.OBJECTION_TO_DIRECT_MARKETING, purposes);
    }

    Told objectsForTheirSituation(String... purposes) {
        return tell(Signal.Kind.OBJECTION_FOR_PARTICULAR_SITUATION, purposes);
    }

    Told isRestricted(String... purposes) {
        return tell(Signal.Kind.RESTRICTION, purposes);
    }

    /** Said by a company that the person may represent. */
    Told isForbiddenBy(String company, String... purposes) {
        return tell(Signal.Kind.PROHIBITION, purposes).representing(company);
    }

    Told isSuppressed(String... purposes) {
        return tell(Signal.Kind.SUPPRESSION, purposes);
    }

    /** Or will be, when legal holds end. */
    Told isErased() {
        return tell(Signal.Kind.ERASURE, "*").towards("*");
    }

    void decides(Told objection, ObjectionOutcome outcome, String day) {
        rulings.add(new Ruling(objection.id, outcome, time(day)));
    }

    EventId confirms(Told consent, String day) {
        return confirms(consent, day, day);
    }

    EventId confirms(Told consent, String day, String recorded) {
        var id = new EventId(new UUID(person.value().getMostSignificantBits(), 1_000 + confirmations.size()));
        confirmations.add(new Confirmation(id, "consent-confirmed", consent.id, time(day), time(recorded)));
        return id;
    }

    private Told tell(Signal.Kind kind, String... purposes) {
        var told = new Told(
                kind,
                Arrays.asList(purposes),
                new EventId(new UUID(person.value().getMostSignificantBits(), acts.size() + 1)));
        acts.add(told);
        return told;
    }

    /** One act of the person. */
    static final class Told {
        private final Signal.Kind kind;
        private final List<String> purposes;
        private final EventId id;
        private List<String> controllers = List.of("accounting");
        private Set<Channel> channels = Set.of();
        private @Nullable String company;
        private @Nullable String occurred = "2026-05-01";
        private @Nullable String recorded;
        private @Nullable String expires;
        private @Nullable String notice;
        private boolean lifts;
        private boolean pending;
        private @Nullable String confirmBy;

        private Told(Signal.Kind kind, List<String> purposes, EventId id) {
            this.kind = kind;
            this.purposes = purposes;
            this.id = id;
        }

        Told on(String day) {
            occurred = day;
            return this;
        }

        /** Nobody knows when the person acted. */
        Told undated(String recorded) {
            occurred = null;
            this.recorded = recorded;
            return this;
        }

        Told recorded(String day) {
            recorded = day;
            return this;
        }

        Told towards(String... controllers) {
            this.controllers = Arrays.asList(controllers);
            return this;
        }

        Told representing(String company) {
            this.company = company;
            return this;
        }

        Told by(Channel... channels) {
            this.channels = Set.of(channels);
            return this;
        }

        Told expiring(String day) {
            expires = day;
            return this;
        }

        Told told(String noticeVersion) {
            notice = noticeVersion;
            return this;
        }

        Told unconfirmed() {
            pending = true;
            return this;
        }

        /** It waits no longer than that. */
        Told unconfirmedUntil(String day) {
            confirmBy = day;
            return unconfirmed();
        }

        Told withoutProofOfTheirOwnAct() {
            lifts = false;
            return this;
        }

        private Signal signal() {
            String when = recorded == null ? occurred : recorded;
            return new Signal(
                    id,
                    kind.name(),
                    kind,
                    new Scope(
                            inOrder(controllers, ControllerRef::parse),
                            company == null ? null : new CompanyId(company),
                            inOrder(purposes, PurposeRef::parse),
                            channels),
                    occurred == null ? null : time(occurred),
                    time(when == null ? LONG_AGO : when),
                    expires == null ? null : time(expires),
                    notice == null ? null : new NoticeShown(new NoticeId("privacy"), notice, "nl"),
                    lifts,
                    pending,
                    confirmBy == null ? null : time(confirmBy));
        }

        private static <T> Set<T> inOrder(List<String> texts, Function<String, T> parse) {
            return texts.stream().map(parse).collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }

    // The question

    SubjectSignals signals() {
        List<Entry> entries = Stream.<Stream<? extends Entry>>of(
                        acts.stream().map(Told::signal), rulings.stream(), confirmations.stream())
                .<Entry>flatMap(all -> all)
                .toList();
        return new SubjectSignals(person, entries.size(), entries);
    }

    /** May accounting write to this person for the purpose? */
    Asked asks(String purpose) {
        return new Asked(purpose, signals());
    }

    /** The same about an address that the person of another story holds. */
    Asked asksAboutAddressOf(Story holder, String purpose) {
        return asksAboutAddressOf(holder.signals(), purpose);
    }

    /** The same about an address of which that is known. */
    Asked asksAboutAddressOf(SubjectSignals holder, String purpose) {
        return new Asked(purpose, signals().withNegativesOf(holder));
    }

    final class Asked {
        private final String purpose;
        private final SubjectSignals signals;
        private String controller = "accounting";
        private Channel channel = Channel.EMAIL;
        private @Nullable String company;
        private @Nullable MessageClass messageClass;
        private String validAt = NEW_YEAR;
        private String knownAt = NEW_YEAR;

        private Asked(String purpose, SubjectSignals signals) {
            this.purpose = purpose;
            this.signals = signals;
        }

        Asked by(Channel channel) {
            this.channel = channel;
            return this;
        }

        Asked of(String controller) {
            this.controller = controller;
            return this;
        }

        Asked representing(String company) {
            this.company = company;
            return this;
        }

        Asked sent(MessageClass messageClass) {
            this.messageClass = messageClass;
            return this;
        }

        Asked at(String day) {
            validAt = day;
            return this;
        }

        Asked knownAt(String day) {
            knownAt = day;
            return this;
        }

        Answer gives(Reason reason) {
            var events = new ArrayList<>(others);
            publications.forEach(publication -> events.add(publication.event()));
            var question = new Question(
                    new ControllerId(controller),
                    company == null ? null : new CompanyId(company),
                    new PurposeId(purpose),
                    channel,
                    messageClass,
                    new AsOf(time(validAt), time(knownAt)));
            Decision decision = Decisions.decide(signals, new Catalogue(events), POLICY, question);
            assertThat(decision.reason()).as("%s", decision).isEqualTo(reason);
            assertThat(decision.decision())
                    .isEqualTo(reason.permits() ? Decision.Verdict.PERMIT : Decision.Verdict.DENY);
            return new Answer(decision);
        }
    }

    record Answer(Decision decision) {
        Answer decidedBy(Told... acts) {
            assertThat(decision.decidedBy())
                    .extracting(DecidingEvent::eventId)
                    .containsExactlyElementsOf(
                            Stream.of(acts).map(act -> act.id).toList());
            return this;
        }

        Answer decidedBy(Told consent, EventId confirmation) {
            assertThat(decision.decidedBy())
                    .extracting(DecidingEvent::eventId)
                    .containsExactly(consent.id, confirmation);
            return this;
        }

        Answer on(@Nullable LawfulBasis basis) {
            assertThat(decision.basis()).isEqualTo(basis);
            return this;
        }

        Answer until(@Nullable String day) {
            assertThat(decision.validUntil()).isEqualTo(day == null ? null : time(day));
            return this;
        }

        Answer obliging(Obligation... obligations) {
            assertThat(decision.obligations()).containsExactly(obligations);
            return this;
        }
    }

    static Instant time(String text) {
        return text.contains("T")
                ? Instant.parse(text)
                : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}

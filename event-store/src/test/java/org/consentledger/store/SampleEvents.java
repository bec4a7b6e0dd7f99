package org.consentledger.store;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Fault;
import org.consentledger.api.Personal;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.CatalogueEvent.NoticePublished;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.CatalogueEvent.RecipientDescribed;
import org.consentledger.api.catalogue.Change;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.GroupId;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.catalogue.NoticeRef;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.catalogue.RecipientId;
import org.consentledger.api.company.CompanyEvent.ProhibitionDeclared;
import org.consentledger.api.company.CompanyEvent.ProhibitionLifted;
import org.consentledger.api.notification.NotificationEvent.NotificationAcknowledged;
import org.consentledger.api.rights.Right;
import org.consentledger.api.rights.RightsRequestEvent.DeadlineKind;
import org.consentledger.api.rights.RightsRequestEvent.IdentityCheckAsked;
import org.consentledger.api.rights.RightsRequestEvent.IdentityConfirmed;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestDeadline;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestExtended;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestFulfilled;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestReceived;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestRefused;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestWithdrawn;
import org.consentledger.api.rights.RightsRequestId;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.ErasureGround;
import org.consentledger.api.subject.Evidence;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.LegalHoldGround;
import org.consentledger.api.subject.Mechanism;
import org.consentledger.api.subject.NoticeShown;
import org.consentledger.api.subject.ObjectionGround;
import org.consentledger.api.subject.ObjectionOutcome;
import org.consentledger.api.subject.OptInGround;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.RepresentationId;
import org.consentledger.api.subject.RestrictionGround;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.Source;
import org.consentledger.api.subject.SubjectEvent.ConsentConfirmed;
import org.consentledger.api.subject.SubjectEvent.ConsentExpired;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.ConsentInvalidated;
import org.consentledger.api.subject.SubjectEvent.ConsentLapsed;
import org.consentledger.api.subject.SubjectEvent.ConsentWithdrawn;
import org.consentledger.api.subject.SubjectEvent.ErasureDeferred;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.IdentifierRemoved;
import org.consentledger.api.subject.SubjectEvent.LegalHoldPlaced;
import org.consentledger.api.subject.SubjectEvent.LegalHoldReleased;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.OptedIn;
import org.consentledger.api.subject.SubjectEvent.OptedOut;
import org.consentledger.api.subject.SubjectEvent.PreferencesSet;
import org.consentledger.api.subject.SubjectEvent.RepresentationDescribed;
import org.consentledger.api.subject.SubjectEvent.RestrictionImposed;
import org.consentledger.api.subject.SubjectEvent.RestrictionLiftAnnounced;
import org.consentledger.api.subject.SubjectEvent.RestrictionLifted;
import org.consentledger.api.subject.SubjectEvent.SignalRefused;
import org.consentledger.api.subject.SubjectEvent.SubjectErased;
import org.consentledger.api.subject.SubjectEvent.SubjectsMerged;
import org.consentledger.api.subject.SubjectEvent.SubjectsSplit;
import org.consentledger.api.subject.SubjectEvent.SuppressionCarriedOver;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.api.subject.SuppressedIdentifier;

/**
 * One event of each type twice: with everything it can hold, and with nothing it can lack.
 *
 * @param personal makes the personal value for the field of that name
 */
record SampleEvents(Function<String, Personal> personal) {
    static final RightsRequestId REQUEST = RightsRequestId.of("019f0000-0000-7000-8000-000000000003");
    static final SubjectId SUBJECT = SubjectId.of("019f0000-0000-7000-8000-000000000001");

    private static final CompanyId COMPANY = new CompanyId("12345678");
    private static final EventId OTHER = EventId.of("019f0000-0000-7000-8000-000000000002");
    private static final SubjectId ANOTHER = SubjectId.of("019f0000-0000-7000-8000-000000000004");
    private static final Instant TIME = Instant.parse("2026-03-02T10:15:30.123456Z");
    private static final String HASH = "sha256:" + "0123456789abcdef".repeat(4);

    List<Object> full() {
        var controllers = new LinkedHashSet<>(
                List.of(ControllerRef.parse("north"), ControllerRef.parse("group:house"), ControllerRef.parse("*")));
        var purposes = new LinkedHashSet<>(List.of(PurposeRef.parse("newsletter"), PurposeRef.parse("*")));
        var scope = new Scope(
                controllers, new CompanyId("12345678"), purposes, new LinkedHashSet<>(List.of(Channel.values())));
        var evidence = new Evidence(
                HASH,
                personal.apply("form"),
                personal.apply("ip"),
                personal.apply("userAgent"),
                personal.apply("reference"));
        var act = new Act(scope, TIME, TIME.plusSeconds(60), Source.THIRD_PARTY, personal.apply("actor"), evidence);
        var topics = new LinkedHashMap<String, Object>();
        topics.put("events", true);
        topics.put("wine", "seldom");
        return List.of(
                new ControllerDescribed(
                        new ControllerId("north"),
                        "North B.V.",
                        "NL",
                        ZoneId.of("Europe/Amsterdam"),
                        new GroupId("house"),
                        Map.of("email", "privacy@north.example")),
                new PurposePublished(
                        new PurposeId("newsletter"),
                        2,
                        new PurposeId("marketing"),
                        Map.of("nl", "Nieuwsbrief"),
                        LawfulBasis.CONSENT,
                        true,
                        true,
                        true,
                        Set.of(Channel.EMAIL),
                        Period.of(2, 3, 4),
                        "https://w3id.org/dpv#DirectMarketing",
                        TIME,
                        TIME.plusSeconds(60)),
                new NoticePublished(
                        new NoticeId("stakeholder"),
                        "2024-05-20",
                        TIME,
                        "nl-NL",
                        HASH,
                        "https://house.example/privacy",
                        new NoticeRef(new NoticeId("general"), "2024-05-20"),
                        Change.MATERIAL,
                        Set.of(new PurposeId("newsletter"))),
                new RecipientDescribed(
                        new RecipientId("printer"),
                        "Printer B.V.",
                        Map.of("email", "privacy@printer.example"),
                        "NL",
                        purposes,
                        controllers,
                        "printer-client"),
                new NotificationAcknowledged(OTHER, new RecipientId("printer"), SUBJECT, TIME),
                new IdentifierAdded(SUBJECT, new Identifier(Identifier.Kind.EXTERNAL, "crm", personal.apply("value"))),
                new ConsentGiven(
                        SUBJECT,
                        act,
                        new NoticeShown(new NoticeId("stakeholder"), "2024-05-20", "nl-NL"),
                        Mechanism.DOUBLE_OPT_IN,
                        TIME.plusSeconds(60),
                        personal.apply("parentalAuthorisation")),
                new ConsentWithdrawn(SUBJECT, act),
                new OptedOut(SUBJECT, act),
                new OptedIn(SUBJECT, act, OptInGround.EXISTING_CUSTOMER),
                new ObjectionRaised(SUBJECT, act, ObjectionGround.PARTICULAR_SITUATION, personal.apply("statement")),
                new ObjectionDecided(
                        SUBJECT,
                        EventId.of("019f0000-0000-7000-8000-000000000002"),
                        ObjectionOutcome.OVERRIDDEN,
                        personal.apply("grounds")),
                new SignalRefused(
                        SUBJECT,
                        "consent-withdrawn",
                        act,
                        List.of(new Fault("#/purposes/0", Code.LEGAL_OBLIGATION, "The law demands it"))),
                new PreferencesSet(SUBJECT, "nl", "weekly", topics),
                new RestrictionImposed(SUBJECT, act, RestrictionGround.ACCURACY_CONTESTED),
                new RestrictionLiftAnnounced(SUBJECT, OTHER, TIME, Channel.POST, personal.apply("actor")),
                new RestrictionLifted(SUBJECT, OTHER),
                new IdentifierRemoved(
                        SUBJECT, new Identifier(Identifier.Kind.EXTERNAL, "crm", personal.apply("value"))),
                new SubjectsMerged(SUBJECT, SUBJECT, ANOTHER),
                new SubjectsSplit(SUBJECT, SUBJECT, ANOTHER),
                new RepresentationDescribed(
                        SUBJECT,
                        new RepresentationId("buyer-1"),
                        new CompanyId("12345678"),
                        "buyer",
                        LocalDate.parse("2025-01-01"),
                        LocalDate.parse("2026-01-01")),
                new ConsentConfirmed(SUBJECT, OTHER, TIME),
                new ConsentLapsed(SUBJECT, OTHER),
                new ConsentExpired(SUBJECT, OTHER, Set.of(new PurposeId("newsletter")), TIME),
                new ConsentInvalidated(SUBJECT, OTHER, Set.of(new PurposeId("newsletter")), TIME),
                new LegalHoldPlaced(SUBJECT, LegalHoldGround.LEGAL_CLAIMS, personal.apply("reason")),
                new LegalHoldReleased(SUBJECT, OTHER),
                new ErasureDeferred(SUBJECT, ErasureGround.OBJECTED, personal.apply("reason"), List.of(OTHER)),
                new SubjectErased(
                        SUBJECT,
                        ErasureGround.OBJECTED,
                        List.of(new SuppressedIdentifier(Identifier.Kind.EMAIL, 4711, new byte[] {1, 2, 3}))),
                new SuppressionCarriedOver(SUBJECT, scope, TIME),
                new ProhibitionDeclared(
                        COMPANY,
                        new Act(scope, TIME, TIME.plusSeconds(60), Source.REPRESENTED_COMPANY, null, Evidence.NONE),
                        SUBJECT,
                        "letter-4711"),
                new ProhibitionLifted(COMPANY, OTHER),
                new RightsRequestReceived(
                        REQUEST,
                        SUBJECT,
                        new ControllerId("north"),
                        Right.ACCESS,
                        TIME,
                        Channel.POST,
                        personal.apply("statement"),
                        personal.apply("actor"),
                        EventId.of("019f0000-0000-7000-8000-000000000002"),
                        "NL",
                        ZoneId.of("Europe/Amsterdam"),
                        "2026-1",
                        LocalDate.parse("2026-04-02")),
                new IdentityCheckAsked(REQUEST, SUBJECT, TIME, personal.apply("actor"), personal.apply("reason")),
                new IdentityConfirmed(REQUEST, SUBJECT, TIME, personal.apply("actor")),
                new RightsRequestExtended(
                        REQUEST,
                        SUBJECT,
                        TIME,
                        personal.apply("actor"),
                        personal.apply("reasons"),
                        "2026-1",
                        LocalDate.parse("2026-06-02")),
                new RightsRequestFulfilled(
                        REQUEST,
                        SUBJECT,
                        TIME,
                        personal.apply("actor"),
                        true,
                        personal.apply("leftOut"),
                        personal.apply("reasons")),
                new RightsRequestRefused(
                        REQUEST,
                        SUBJECT,
                        TIME,
                        personal.apply("actor"),
                        personal.apply("ground"),
                        personal.apply("remedies")),
                new RightsRequestWithdrawn(REQUEST, SUBJECT, TIME, personal.apply("actor"), personal.apply("reason")),
                new RightsRequestDeadline(REQUEST, SUBJECT, DeadlineKind.OVERDUE, LocalDate.parse("2026-04-02")));
    }

    List<Object> minimal() {
        var scope =
                new Scope(Set.of(ControllerRef.parse("north")), null, Set.of(PurposeRef.parse("newsletter")), Set.of());
        var act = new Act(scope, null, null, Source.SUBJECT, null, Evidence.NONE);
        return List.of(
                new ControllerDescribed(
                        new ControllerId("north"), "North B.V.", "NL", ZoneId.of("Europe/Amsterdam"), null, Map.of()),
                new PurposePublished(
                        new PurposeId("newsletter"),
                        1,
                        null,
                        Map.of("nl", "Nieuwsbrief"),
                        LawfulBasis.LEGITIMATE_INTEREST,
                        false,
                        false,
                        false,
                        Set.of(),
                        null,
                        null,
                        null,
                        null),
                new NoticePublished(
                        new NoticeId("stakeholder"),
                        "2024-05-20",
                        TIME,
                        "nl",
                        HASH,
                        null,
                        null,
                        Change.EDITORIAL,
                        Set.of()),
                new RecipientDescribed(
                        new RecipientId("printer"), "Printer B.V.", Map.of(), null, Set.of(), Set.of(), null),
                new NotificationAcknowledged(OTHER, new RecipientId("printer"), SUBJECT, TIME),
                new IdentifierAdded(SUBJECT, new Identifier(Identifier.Kind.EMAIL, null, personal.apply("value"))),
                new ConsentGiven(
                        SUBJECT,
                        act,
                        new NoticeShown(new NoticeId("stakeholder"), "2024-05-20", "nl"),
                        Mechanism.CHECKBOX,
                        null,
                        null),
                new ConsentWithdrawn(SUBJECT, act),
                new OptedOut(SUBJECT, act),
                new OptedIn(SUBJECT, act, null),
                new ObjectionRaised(SUBJECT, act, ObjectionGround.DIRECT_MARKETING, null),
                new ObjectionDecided(
                        SUBJECT, EventId.of("019f0000-0000-7000-8000-000000000002"), ObjectionOutcome.UPHELD, null),
                new SignalRefused(SUBJECT, "opted-out", act, List.of()),
                new PreferencesSet(SUBJECT, null, "weekly", null),
                new RestrictionImposed(SUBJECT, act, null),
                new RestrictionLiftAnnounced(SUBJECT, OTHER, TIME, null, null),
                new RestrictionLifted(SUBJECT, OTHER),
                new IdentifierRemoved(SUBJECT, new Identifier(Identifier.Kind.EMAIL, null, personal.apply("value"))),
                new SubjectsMerged(SUBJECT, ANOTHER, SUBJECT),
                new SubjectsSplit(SUBJECT, ANOTHER, SUBJECT),
                new RepresentationDescribed(
                        SUBJECT, new RepresentationId("buyer-1"), new CompanyId("12345678"), null, null, null),
                new ConsentConfirmed(SUBJECT, OTHER, TIME),
                new ConsentLapsed(SUBJECT, OTHER),
                new ConsentExpired(SUBJECT, OTHER, Set.of(), TIME),
                new ConsentInvalidated(SUBJECT, OTHER, Set.of(), TIME),
                new LegalHoldPlaced(SUBJECT, LegalHoldGround.LEGAL_CLAIMS, null),
                new LegalHoldReleased(SUBJECT, OTHER),
                new ErasureDeferred(SUBJECT, null, null, List.of()),
                new SubjectErased(SUBJECT, null, List.of()),
                new SuppressionCarriedOver(SUBJECT, scope, TIME),
                new ProhibitionDeclared(COMPANY, act, null, null),
                new ProhibitionLifted(COMPANY, OTHER),
                new RightsRequestReceived(
                        REQUEST,
                        SUBJECT,
                        new ControllerId("north"),
                        Right.OBJECTION,
                        TIME,
                        null,
                        null,
                        null,
                        null,
                        "NL",
                        ZoneId.of("Europe/Amsterdam"),
                        "2026-1",
                        LocalDate.parse("2026-04-02")),
                new IdentityCheckAsked(REQUEST, SUBJECT, TIME, null, null),
                new IdentityConfirmed(REQUEST, SUBJECT, TIME, null),
                new RightsRequestExtended(
                        REQUEST,
                        SUBJECT,
                        TIME,
                        null,
                        personal.apply("reasons"),
                        "2026-1",
                        LocalDate.parse("2026-06-02")),
                new RightsRequestFulfilled(REQUEST, SUBJECT, TIME, null, false, null, null),
                new RightsRequestRefused(
                        REQUEST, SUBJECT, TIME, null, personal.apply("ground"), personal.apply("remedies")),
                new RightsRequestWithdrawn(REQUEST, SUBJECT, TIME, null, null),
                new RightsRequestDeadline(REQUEST, SUBJECT, DeadlineKind.REMINDER, LocalDate.parse("2026-04-02")));
    }

    List<Object> all() {
        var all = new ArrayList<>(full());
        all.addAll(minimal());
        return all;
    }
}

package org.consentledger.query.export;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentledger.api.AsOf;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Personal;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.CatalogueEvent.NoticePublished;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.CatalogueEvent.RecipientDescribed;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.catalogue.NoticeRef;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.catalogue.RecipientId;
import org.consentledger.api.decision.Decision;
import org.consentledger.api.rights.Progress;
import org.consentledger.api.rights.RightsRequestEvent;
import org.consentledger.api.subject.Act;
import org.consentledger.api.subject.Identifier;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.api.subject.Source;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.ConsentWithdrawn;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.IdentifierRemoved;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.PreferencesSet;
import org.consentledger.api.subject.SubjectEvent.SignalEvent;
import org.consentledger.api.subject.SubjectEvent.SubjectErased;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.query.decision.Standing;
import org.consentledger.query.decision.Standing.Answered;
import org.consentledger.query.decision.Standing.Answers;
import org.consentledger.query.history.HistoryItem;
import org.consentledger.query.rights.RightsSteps;
import org.consentledger.store.history.EventLog;
import org.consentledger.store.history.RecordedEvent;
import org.consentledger.store.rights.RightsRequests;
import org.consentledger.store.rights.RightsRequests.Folded;
import org.consentledger.store.sealing.Vault;
import org.consentledger.store.sealing.Vault.Opener;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Collects what a person gets. */
@Component
class Exports {
    /** Far more than a person does in a life; it all has to be in memory at once. */
    private static final int MAX_EVENTS = 10_000;

    private static final int MAX_REQUESTS = 1_000;

    /** Rights of a person, as {@code words} explain them, with their articles. */
    private static final Map<String, String> RIGHTS = rights();

    private static final Set<LawfulBasis> PORTABLE = Set.of(LawfulBasis.CONSENT, LawfulBasis.CONTRACT);

    private final EventLog events;
    private final Standing standing;
    private final RightsRequests requests;
    private final Vault vault;
    private final Authorities authorities;

    Exports(EventLog events, Standing standing, RightsRequests requests, Vault vault, Authorities authorities) {
        this.events = events;
        this.standing = standing;
        this.requests = requests;
        this.vault = vault;
        this.authorities = authorities;
    }

    private static Map<String, String> rights() {
        var rights = new LinkedHashMap<String, String>();
        rights.put("WITHDRAWAL", "7(3)");
        rights.put("ACCESS", "15");
        rights.put("RECTIFICATION", "16");
        rights.put("ERASURE", "17");
        rights.put("RESTRICTION", "18");
        rights.put("PORTABILITY", "20");
        rights.put("OBJECTION", "21");
        rights.put("HUMAN_REVIEW", "22");
        rights.put("COMPLAINT", "77");
        return rights;
    }

    /**
     * What the ledger holds of a person.
     *
     * @param events in all streams of the person, in the order of recording
     * @param openers by the subject whose stream it is
     */
    private record Held(
            SubjectId subject, List<RecordedEvent> events, Map<SubjectId, Opener> openers, Answers answers) {
        Catalogue catalogue() {
            return answers.catalogue();
        }

        AsOf now() {
            return answers.asOf();
        }

        Opener opener(SubjectId whose) {
            return Objects.requireNonNull(openers.get(whose));
        }

        Opener opener(RecordedEvent recorded) {
            return opener(((SubjectEvent) recorded.event()).subject());
        }
    }

    private Held held(SubjectId subject) {
        Answers answers = standing.of(subject);
        var openers = new LinkedHashMap<SubjectId, Opener>();
        var recorded = new ArrayList<RecordedEvent>();
        for (SubjectId one : answers.people()) {
            openers.put(one, vault.openerFor(one));
            recorded.addAll(events.stream(one, 0, MAX_EVENTS + 1));
            if (recorded.size() > MAX_EVENTS) {
                throw new Refusal(Code.EXPORT_TOO_LARGE);
            }
        }
        if (recorded.isEmpty()) {
            throw new Refusal(Code.NOT_FOUND);
        }
        if (answers.people().size() > 1) {
            recorded.sort(Comparator.comparing(RecordedEvent::recordedAt));
        }
        return new Held(subject, recorded, openers, answers);
    }

    /**
     * Everything, for the person to read.
     *
     * @param asked the language of its texts; null: the one the person prefers
     */
    Export.Access access(SubjectId id, @Nullable Language asked) {
        Held held = held(id);
        Export.Subject subject = subject(held);
        Language language = language(asked, subject);
        return new Export.Access(
                "access",
                language,
                held.now().knownAt(),
                subject,
                controllers(held),
                held.answers().all().stream()
                        .map(answered -> state(answered, language))
                        .toList(),
                held.events().stream()
                        .map(event -> HistoryItem.of(event, held.opener(event)))
                        .toList(),
                purposes(held),
                recipients(held).stream().map(Exports::recipient).toList(),
                notices(held),
                requests(held),
                RIGHTS.entrySet().stream()
                        .map(right -> new Export.RightToKnow(
                                right.getKey(), right.getValue(), language.say("right." + right.getKey())))
                        .toList(),
                authorities.of(controllers(held).stream()
                        .map(Export.Controller::country)
                        .toList()));
    }

    /** What can be taken elsewhere. */
    Export.Portability portability(SubjectId id, @Nullable Language asked) {
        Held held = held(id);
        Export.Subject subject = subject(held);
        var statements = new ArrayList<Export.Statement>();
        for (RecordedEvent event : held.events()) {
            Export.Statement statement = statement(event, held);
            if (statement != null) {
                statements.add(statement);
            }
        }
        // External ids are the organisation's own; and where nothing else was provided, nothing shows that a name was.
        List<Identifier> provided = statements.isEmpty()
                ? List.of()
                : subject.identifiers().stream()
                        .filter(identifier -> identifier.kind() != Identifier.Kind.EXTERNAL)
                        .toList();
        return new Export.Portability(
                "portability",
                language(asked, subject),
                held.now().knownAt(),
                new Export.Subject(id, subject.mergedWith(), provided, subject.erasedAt(), null),
                controllers(held),
                names(statements, held),
                statements);
    }

    private static Map<PurposeId, Map<String, String>> names(List<Export.Statement> statements, Held held) {
        var names = new LinkedHashMap<PurposeId, Map<String, String>>();
        for (Export.Statement statement : statements) {
            for (PurposeRef ref : statement.purposes()) {
                if (ref instanceof PurposeRef.Node(var id)) {
                    held.catalogue()
                            .purpose(id, held.now())
                            .ifPresent(purpose -> names.put(id, purpose.event().names()));
                }
            }
        }
        return names;
    }

    private static Language language(@Nullable Language asked, Export.Subject subject) {
        if (asked != null) {
            return asked;
        }
        Export.Preferences preferences = subject.preferences();
        Language preferred =
                preferences == null || preferences.language() == null ? null : Language.of(preferences.language());
        return preferred == null ? Language.EN : preferred;
    }

    private static Export.Subject subject(Held held) {
        var identifiers = new LinkedHashMap<Object, Identifier>();
        Instant erasedAt = null;
        Export.Preferences preferences = null;
        for (RecordedEvent recorded : held.events()) {
            switch (recorded.event()) {
                case IdentifierAdded e -> {
                    Identifier identifier = opened(e.identifier(), held.opener(recorded));
                    identifiers.put(name(identifier, recorded), identifier);
                }
                case IdentifierRemoved e ->
                    identifiers.remove(name(opened(e.identifier(), held.opener(recorded)), recorded));
                case PreferencesSet e -> preferences = new Export.Preferences(e.language(), e.frequency(), e.topics());
                case SubjectErased _ -> erasedAt = recorded.recordedAt();
                default -> {
                    // Its place is among the events.
                }
            }
        }
        List<SubjectId> others = held.answers().people().stream()
                .filter(one -> !one.equals(held.subject()))
                .toList();
        return new Export.Subject(held.subject(), others, List.copyOf(identifiers.values()), erasedAt, preferences);
    }

    /** What an identifier is told apart by; erased ones are alike, and so each of them counts. */
    private static Object name(Identifier identifier, RecordedEvent recorded) {
        return identifier.value() instanceof Personal.Known ? identifier : recorded.eventId();
    }

    private static Identifier opened(Identifier identifier, Opener opener) {
        return identifier.value() instanceof Personal.Sealed sealed
                ? new Identifier(identifier.kind(), identifier.namespace(), opener.open(sealed))
                : identifier;
    }

    private static List<Export.Controller> controllers(Held held) {
        return held.catalogue().controllers(held.now().knownAt()).stream()
                .map(Recorded::event)
                .map(Exports::controller)
                .toList();
    }

    private static Export.Controller controller(ControllerDescribed e) {
        return new Export.Controller(e.controller(), e.name(), e.country(), e.timeZone(), e.contact());
    }

    private static Export.State state(Answered answered, Language language) {
        Decision decision = answered.decision();
        return new Export.State(
                answered.question().controller(),
                answered.question().purpose(),
                answered.question().channel(),
                decision.decision(),
                decision.reason(),
                decision.basis(),
                decision.obligations(),
                language.say(decision.reason()));
    }

    private static List<Export.Purpose> purposes(Held held) {
        List<RecipientDescribed> recipients = recipients(held);
        return held.catalogue().purposeIds().stream()
                .flatMap(id -> held.catalogue().purpose(id, held.now()).stream())
                .map(Recorded::event)
                .map(purpose -> purpose(purpose, recipients, held))
                .toList();
    }

    private static Export.Purpose purpose(PurposePublished e, List<RecipientDescribed> recipients, Held held) {
        List<PurposeId> lineage = held.catalogue().lineage(e.purpose(), held.now());
        List<RecipientId> theirs = recipients.stream()
                .filter(recipient -> recipient.purposes().stream().anyMatch(ref -> covers(ref, lineage)))
                .map(RecipientDescribed::recipient)
                .toList();
        return new Export.Purpose(
                e.purpose(),
                e.parent(),
                e.names(),
                e.basis(),
                e.directMarketing(),
                e.withdrawable(),
                e.objectable(),
                e.channels(),
                e.validFor(),
                e.retiredAt(),
                theirs);
    }

    private static boolean covers(PurposeRef ref, List<PurposeId> lineage) {
        return switch (ref) {
            case PurposeRef.Every() -> true;
            case PurposeRef.Node(var id) -> lineage.contains(id);
        };
    }

    /** Those that receive anything. */
    private static List<RecipientDescribed> recipients(Held held) {
        return held.catalogue().recipients(held.now().knownAt()).stream()
                .map(Recorded::event)
                .filter(recipient -> !recipient.purposes().isEmpty())
                .toList();
    }

    private static Export.Recipient recipient(RecipientDescribed e) {
        return new Export.Recipient(e.recipient(), e.name(), e.country(), e.contact(), e.purposes(), e.controllers());
    }

    private static List<Export.Notice> notices(Held held) {
        var shownIn = new LinkedHashMap<NoticeRef, List<EventId>>();
        for (RecordedEvent recorded : held.events()) {
            if (recorded.event() instanceof ConsentGiven consent) {
                shownIn.computeIfAbsent(consent.notice().ref(), _ -> new ArrayList<>())
                        .add(recorded.eventId());
            }
        }
        Set<NoticeRef> inForce = inForce(held);
        var all = new LinkedHashSet<>(shownIn.keySet());
        for (NoticeRef shown : shownIn.keySet()) {
            held.catalogue()
                    .notice(shown)
                    .map(recorded -> recorded.event().companion())
                    .ifPresent(all::add);
        }
        all.addAll(inForce);
        return all.stream()
                .flatMap(ref -> held.catalogue().notice(ref).stream())
                .map(Recorded::event)
                .map(e -> notice(e, inForce, shownIn))
                .toList();
    }

    /** Of each notice, in each language, the last version to take effect. */
    private static Set<NoticeRef> inForce(Held held) {
        var last = new LinkedHashMap<String, NoticePublished>();
        held.catalogue().noticeIds().stream()
                .flatMap(id -> held.catalogue().notices(id).stream())
                .map(Recorded::event)
                .filter(notice -> !notice.effectiveFrom().isAfter(held.now().validAt()))
                .sorted(Comparator.comparing(NoticePublished::effectiveFrom))
                .forEach(notice -> last.put(notice.notice() + " " + notice.language(), notice));
        var refs = new LinkedHashSet<NoticeRef>();
        last.values().forEach(notice -> refs.add(new NoticeRef(notice.notice(), notice.version())));
        return refs;
    }

    private static Export.Notice notice(
            NoticePublished e, Set<NoticeRef> inForce, Map<NoticeRef, List<EventId>> shownIn) {
        var ref = new NoticeRef(e.notice(), e.version());
        return new Export.Notice(
                e.notice(),
                e.version(),
                e.language(),
                e.effectiveFrom(),
                e.textHash(),
                e.url(),
                e.companion(),
                inForce.contains(ref),
                shownIn.getOrDefault(ref, List.of()));
    }

    private List<Export.Request> requests(Held held) {
        return held.answers().people().stream()
                .flatMap(
                        one -> requests.of(one, MAX_REQUESTS).stream().map(folded -> request(folded, held.opener(one))))
                .toList();
    }

    private static Export.Request request(Folded folded, Opener opener) {
        Progress progress = folded.progress();
        return new Export.Request(
                folded.id(),
                progress.received().controller(),
                progress.received().right(),
                progress.state(),
                progress.received().receivedAt(),
                progress.dueStatutory(),
                progress.extended(),
                folded.steps().stream().map(step -> step(step, opener)).toList());
    }

    private static Export.Step step(RecordedEvent recorded, Opener opener) {
        var event = (RightsRequestEvent) recorded.event();
        return new Export.Step(
                recorded.eventId(),
                recorded.type(),
                event instanceof RightsRequestEvent.Step taken ? taken.occurredAt() : recorded.recordedAt(),
                recorded.recordedAt(),
                RightsSteps.details(event, opener));
    }

    /** What the person said in this event for purposes that rest on consent or contract; null: nothing. */
    private static Export.@Nullable Statement statement(RecordedEvent recorded, Held held) {
        if (!(recorded.event() instanceof SignalEvent event) || event.act().source() != Source.SUBJECT) {
            return null;
        }
        Act act = event.act();
        boolean aboutConsent = event instanceof ConsentGiven || event instanceof ConsentWithdrawn;
        // Whatever basis a purpose has, what is done under a consent rests on it (and ends with it).
        Set<PurposeRef> purposes = aboutConsent ? act.scope().purposes() : portable(act, recorded.recordedAt(), held);
        if (purposes.isEmpty()) {
            return null;
        }
        ConsentGiven consent = event instanceof ConsentGiven given ? given : null;
        ObjectionRaised objection = event instanceof ObjectionRaised raised ? raised : null;
        return new Export.Statement(
                recorded.eventId(),
                recorded.type(),
                act.occurredAt(),
                act.source(),
                act.scope().controllers(),
                act.scope().company(),
                purposes,
                act.scope().channels(),
                consent == null ? null : consent.notice(),
                consent == null ? null : consent.mechanism(),
                consent == null ? null : consent.expiresAt(),
                objection == null ? null : objection.ground(),
                objection == null || !(objection.statement() instanceof Personal.Sealed sealed)
                        ? null
                        : held.opener(recorded).open(sealed));
    }

    /** The purposes that the act reached, by the catalogue of its time, and that rest on consent or contract. */
    private static Set<PurposeRef> portable(Act act, Instant recordedAt, Held held) {
        Instant spoken = Objects.requireNonNullElse(act.occurredAt(), recordedAt);
        var then = new AsOf(spoken, held.now().knownAt());
        return held.catalogue().purposeIds().stream()
                .filter(id -> held.catalogue()
                        .purpose(id, then)
                        .filter(purpose -> PORTABLE.contains(purpose.event().basis()))
                        .isPresent())
                .filter(id -> {
                    List<PurposeId> lineage = held.catalogue().lineage(id, then);
                    return act.scope().purposes().stream().anyMatch(ref -> covers(ref, lineage));
                })
                .map(PurposeRef.Node::new)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}

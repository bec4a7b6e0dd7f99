package org.consentledger.query.history;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentledger.api.Code;
import org.consentledger.api.EventId;
import org.consentledger.api.Fault;
import org.consentledger.api.Page;
import org.consentledger.api.Personal;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.CatalogueId;
import org.consentledger.api.company.CompanyCommand.CompanyStream;
import org.consentledger.api.subject.AboutSubject;
import org.consentledger.api.subject.CompanyId;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.store.history.EventLog;
import org.consentledger.store.history.RecordedEvent;
import org.consentledger.store.sealing.Vault;
import org.consentledger.store.sealing.Vault.Opener;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the ledger recorded, for auditors. */
@RestController
class HistoryEndpoint {
    private static final Opener NOTHING_TO_OPEN = gone -> new Personal.Erased();

    private final EventLog events;
    private final Vault vault;

    HistoryEndpoint(EventLog events, Vault vault) {
        this.events = events;
        this.vault = vault;
    }

    /** A person's events, oldest first: those that had happened by {@code validAt} and were recorded by {@code knownAt}. */
    @GetMapping("/v1/subjects/{subjectId}/history")
    Page<HistoryItem> history(
            @PathVariable SubjectId subjectId,
            @RequestParam(required = false) @Nullable Instant validAt,
            @RequestParam(required = false) @Nullable Instant knownAt,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int most = Page.limit(limit);
        long after = Page.position(cursor);
        List<RecordedEvent> read = events.stream(subjectId, after, most + 1);
        if (read.isEmpty() && after == 0) {
            throw new Refusal(Code.NOT_FOUND);
        }
        boolean more = read.size() > most;
        Opener opener = vault.openerFor(subjectId);
        List<HistoryItem> items = read.stream()
                .limit(most)
                .map(event -> HistoryItem.of(event, opener))
                .filter(item -> knownAt == null || !item.recordedAt().isAfter(knownAt))
                .filter(item -> validAt == null
                        || item.occurredAt() == null
                        || !item.occurredAt().isAfter(validAt))
                .toList();
        return new Page<>(items, more ? Page.cursor(after + most) : null);
    }

    /** What a company forbade and took back, oldest first. */
    @GetMapping("/v1/companies/{company}/history")
    Page<HistoryItem> ofCompany(
            @PathVariable String company,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        if (!CatalogueId.isValid(company)) {
            throw new Refusal(Code.INVALID_ID, "#/path/company");
        }
        int most = Page.limit(limit);
        long after = Page.position(cursor);
        List<RecordedEvent> read = events.stream(new CompanyStream(new CompanyId(company)), after, most + 1);
        if (read.isEmpty() && after == 0) {
            throw new Refusal(Code.NOT_FOUND);
        }
        List<HistoryItem> items = read.stream()
                .limit(most)
                .map(event -> HistoryItem.of(event, NOTHING_TO_OPEN))
                .toList();
        return new Page<>(items, read.size() > most ? Page.cursor(after + most) : null);
    }

    /** The whole ledger in the order of positions, after the one given; {@code next} is what to give as {@code after}. */
    @GetMapping("/v1/events")
    Page<HistoryItem> events(
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(required = false) @Nullable Integer limit) {
        if (after != null && after < 0) {
            throw Refusal.of(List.of(new Fault("#/query/after", Code.BAD_VALUE, "Positions begin at 0")));
        }
        int most = Page.limit(limit);
        List<RecordedEvent> read = events.page(after == null ? 0 : after, most + 1);
        boolean more = read.size() > most;
        var openers = new HashMap<SubjectId, Opener>();
        List<HistoryItem> items = read.stream()
                .limit(most)
                .map(event -> HistoryItem.of(event, opener(event, openers)))
                .toList();
        return new Page<>(items, more ? String.valueOf(items.getLast().position()) : null);
    }

    /** Looks for the key of a person only where something of them is sealed, and once. */
    private Opener opener(RecordedEvent recorded, Map<SubjectId, Opener> openers) {
        return recorded.event() instanceof AboutSubject event
                ? value -> openers.computeIfAbsent(event.subject(), vault::openerFor)
                        .open(value)
                : NOTHING_TO_OPEN;
    }

    /** One event of the ledger. */
    @GetMapping("/v1/events/{eventId}")
    HistoryItem event(@PathVariable EventId eventId) {
        RecordedEvent recorded = events.find(eventId).orElseThrow(() -> new Refusal(Code.NOT_FOUND));
        return HistoryItem.of(recorded, opener(recorded, new HashMap<>()));
    }
}

package org.consentledger.query.catalogue;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.consentledger.api.AsOf;
import org.consentledger.api.Code;
import org.consentledger.api.Page;
import org.consentledger.api.Refusal;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.CatalogueEvent.NoticePublished;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.CatalogueEvent.RecipientDescribed;
import org.consentledger.api.catalogue.CatalogueId;
import org.consentledger.api.catalogue.Change;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.GroupId;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.catalogue.NoticeRef;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.catalogue.RecipientId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.PurposeRef;
import org.consentledger.store.catalogue.Catalogues;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The catalogue, now or as it was. */
@RestController
class CatalogueReadEndpoint {
    private final Catalogues catalogues;
    private final Clock clock;

    CatalogueReadEndpoint(Catalogues catalogues, Clock clock) {
        this.catalogues = catalogues;
        this.clock = clock;
    }

    /** A controller as it is described. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Controller(
            ControllerId id,
            String name,
            String country,
            String timeZone,
            @Nullable GroupId group,
            Map<String, String> contact,
            Instant recordedAt) {
        static Controller of(Recorded<ControllerDescribed> recorded) {
            ControllerDescribed e = recorded.event();
            return new Controller(
                    e.controller(),
                    e.name(),
                    e.country(),
                    e.timeZone().getId(),
                    e.group(),
                    e.contact(),
                    recorded.recordedAt());
        }
    }

    /** One version of a purpose; {@code effectiveFrom} absent: it holds for all of the past. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Purpose(
            PurposeId id,
            int version,
            @Nullable PurposeId parent,
            Map<String, String> names,
            LawfulBasis basis,
            boolean directMarketing,
            boolean withdrawable,
            boolean objectable,
            Set<Channel> channels,
            @Nullable Period validFor,
            @Nullable String dpv,
            @Nullable Instant effectiveFrom,
            @Nullable Instant retiredAt,
            Instant recordedAt) {
        static Purpose of(Recorded<PurposePublished> recorded) {
            PurposePublished e = recorded.event();
            return new Purpose(
                    e.purpose(),
                    e.version(),
                    e.parent(),
                    e.names(),
                    e.basis(),
                    e.directMarketing(),
                    e.withdrawable(),
                    e.objectable(),
                    e.channels(),
                    e.validFor(),
                    e.dpv(),
                    e.effectiveFrom(),
                    e.retiredAt(),
                    recorded.recordedAt());
        }
    }

    /** One version of a notice. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Notice(
            NoticeId id,
            String version,
            Instant effectiveFrom,
            String language,
            String textHash,
            @Nullable String url,
            @Nullable NoticeRef companion,
            Change change,
            Set<PurposeId> purposes,
            Instant recordedAt) {
        static Notice of(Recorded<NoticePublished> recorded) {
            NoticePublished e = recorded.event();
            return new Notice(
                    e.notice(),
                    e.version(),
                    e.effectiveFrom(),
                    e.language(),
                    e.textHash(),
                    e.url(),
                    e.companion(),
                    e.change(),
                    e.purposes(),
                    recorded.recordedAt());
        }
    }

    /** A recipient as it is described; {@code purposes} empty: it receives nothing any more. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Recipient(
            RecipientId id,
            String name,
            Map<String, String> contact,
            @Nullable String country,
            Set<PurposeRef> purposes,
            Set<ControllerRef> controllers,
            @Nullable String client,
            Instant recordedAt) {
        static Recipient of(Recorded<RecipientDescribed> recorded) {
            RecipientDescribed e = recorded.event();
            return new Recipient(
                    e.recipient(),
                    e.name(),
                    e.contact(),
                    e.country(),
                    e.purposes(),
                    e.controllers(),
                    e.client(),
                    recorded.recordedAt());
        }
    }

    @GetMapping("/v1/controllers")
    Page<Controller> controllers(
            @RequestParam(required = false) @Nullable Instant knownAt,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Catalogue catalogue = catalogues.current();
        return Page.of(
                catalogue.controllers(asOf(null, knownAt, catalogue).knownAt()).stream()
                        .map(Controller::of)
                        .toList(),
                limit,
                cursor);
    }

    @GetMapping("/v1/controllers/{id}")
    Controller controller(@PathVariable String id, @RequestParam(required = false) @Nullable Instant knownAt) {
        Catalogue catalogue = catalogues.current();
        return entry(
                        id,
                        ControllerId::new,
                        known -> catalogue.controller(
                                known, asOf(null, knownAt, catalogue).knownAt()))
                .map(Controller::of)
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND));
    }

    /** The purposes whose version was in force then. */
    @GetMapping("/v1/purposes")
    Page<Purpose> purposes(
            @RequestParam(required = false) @Nullable Instant validAt,
            @RequestParam(required = false) @Nullable Instant knownAt,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Catalogue catalogue = catalogues.current();
        AsOf asOf = asOf(validAt, knownAt, catalogue);
        return Page.of(
                catalogue.purposeIds().stream()
                        .flatMap(id -> catalogue.purpose(id, asOf).stream())
                        .map(Purpose::of)
                        .toList(),
                limit,
                cursor);
    }

    @GetMapping("/v1/purposes/{id}")
    Purpose purpose(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Instant validAt,
            @RequestParam(required = false) @Nullable Instant knownAt) {
        Catalogue catalogue = catalogues.current();
        return entry(id, PurposeId::new, known -> catalogue.purpose(known, asOf(validAt, knownAt, catalogue)))
                .map(Purpose::of)
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND));
    }

    /** Every version of a purpose, oldest first. */
    @GetMapping("/v1/purposes/{id}/versions")
    Page<Purpose> versions(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        List<Recorded<PurposePublished>> versions = entry(
                        id,
                        PurposeId::new,
                        known -> Optional.of(catalogues.current().versions(known)))
                .filter(found -> !found.isEmpty())
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND));
        return Page.of(versions.stream().map(Purpose::of).toList(), limit, cursor);
    }

    /** The last version of each notice. */
    @GetMapping("/v1/notices")
    Page<Notice> notices(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Catalogue catalogue = catalogues.current();
        return Page.of(
                catalogue.noticeIds().stream()
                        .map(id -> Notice.of(catalogue.notices(id).getLast()))
                        .toList(),
                limit,
                cursor);
    }

    /** Every version of a notice, oldest first. */
    @GetMapping({"/v1/notices/{id}", "/v1/notices/{id}/versions"})
    Page<Notice> noticeVersions(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        List<Recorded<NoticePublished>> versions = entry(
                        id,
                        NoticeId::new,
                        known -> Optional.of(catalogues.current().notices(known)))
                .filter(found -> !found.isEmpty())
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND));
        return Page.of(versions.stream().map(Notice::of).toList(), limit, cursor);
    }

    @GetMapping("/v1/notices/{id}/versions/{version}")
    Notice noticeVersion(@PathVariable String id, @PathVariable String version) {
        return entry(id, NoticeId::new, known -> catalogues.current().notice(new NoticeRef(known, version)))
                .map(Notice::of)
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND));
    }

    @GetMapping("/v1/recipients")
    Page<Recipient> recipients(
            @RequestParam(required = false) @Nullable Instant knownAt,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Catalogue catalogue = catalogues.current();
        return Page.of(
                catalogue.recipients(asOf(null, knownAt, catalogue).knownAt()).stream()
                        .map(Recipient::of)
                        .toList(),
                limit,
                cursor);
    }

    @GetMapping("/v1/recipients/{id}")
    Recipient recipient(@PathVariable String id, @RequestParam(required = false) @Nullable Instant knownAt) {
        Catalogue catalogue = catalogues.current();
        return entry(
                        id,
                        RecipientId::new,
                        known -> catalogue.recipient(
                                known, asOf(null, knownAt, catalogue).knownAt()))
                .map(Recipient::of)
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND));
    }

    private static <I, E> Optional<E> entry(String id, Function<String, I> known, Function<I, Optional<E>> find) {
        return CatalogueId.isValid(id) ? find.apply(known.apply(id)) : Optional.empty();
    }

    /** Now is never before the last change of the catalogue, whatever the clock of the node that recorded it. */
    private AsOf asOf(@Nullable Instant validAt, @Nullable Instant knownAt, Catalogue catalogue) {
        Instant time = clock.instant();
        Instant now = catalogue.recordedAt().isAfter(time) ? catalogue.recordedAt() : time;
        return new AsOf(validAt == null ? now : validAt, knownAt == null ? now : knownAt);
    }
}

package org.consentledger.query.consent;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Set;
import org.consentledger.api.EventId;
import org.consentledger.api.Faults;
import org.consentledger.api.Page;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.subject.ControllerRef;
import org.consentledger.api.subject.NoticeShown;
import org.consentledger.api.subject.OpenConsent.Cause;
import org.consentledger.api.subject.Scope;
import org.consentledger.api.subject.SubjectId;
import org.consentledger.query.consent.RenewalList.Found;
import org.consentledger.query.consent.RenewalList.Place;
import org.consentledger.query.consent.RenewalList.Sought;
import org.consentledger.query.consent.RenewalList.Stretch;
import org.consentledger.query.decision.Known;
import org.consentledger.store.catalogue.Catalogues;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Whom to ask for their consent again, before it ends or because what they were told has changed. */
@RestController
class RenewalEndpoint {
    private final RenewalList list;
    private final Catalogues catalogues;

    RenewalEndpoint(RenewalList list, Catalogues catalogues) {
        this.list = list;
        this.catalogues = catalogues;
    }

    /**
     * A consent that is to be renewed.
     *
     * @param eventId the event of the consent
     * @param purposes for which it ends then
     * @param channels empty: all
     * @param notice what the person was told
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Renewal(
            SubjectId subjectId,
            EventId eventId,
            Set<ControllerRef> controllers,
            Set<PurposeId> purposes,
            Set<Channel> channels,
            Instant endsAt,
            Cause cause,
            NoticeShown notice) {
        static Renewal of(Found found) {
            Scope scope = found.consent().given().act().scope();
            return new Renewal(
                    found.subject(),
                    found.consent().eventId(),
                    scope.controllers(),
                    found.renewal().purposes(),
                    scope.channels(),
                    found.renewal().end().at(),
                    found.renewal().end().cause(),
                    found.consent().given().notice());
        }
    }

    /**
     * Consents that expire, or were invalidated by a change of their notice and not renewed; those first that end first. What
     * was recorded within the last seconds may be missing, but nobody is listed who has said no or consented anew, be it
     * under another id that is merged with theirs. It is no permission to write: that is for a decision to say.
     *
     * @param controller whose; absent: every controller's
     * @param purpose that they reach; absent: any
     * @param dueBefore those that end before then; absent: all
     * @param limit how many are looked at: a page may hold fewer, and still have a next
     */
    @GetMapping("/v1/renewals")
    Page<Renewal> renewals(
            @RequestParam(required = false) @Nullable String controller,
            @RequestParam(required = false) @Nullable String purpose,
            @RequestParam(required = false) @Nullable Instant dueBefore,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int most = Page.limit(limit);
        Place after = Page.place(cursor, (time, id) -> new Place(Instant.parse(time), EventId.of(id)));
        var faults = new Faults();
        Catalogue catalogue = catalogues.current();
        var sought = new Sought(
                controller == null ? null : Known.controller(controller, "#/query/controller", catalogue, faults),
                purpose == null ? null : Known.purpose(purpose, "#/query/purpose", catalogue, faults),
                dueBefore);
        faults.refuseIfAny();
        Stretch stretch = list.next(sought, after, most);
        return new Page<>(
                stretch.found().stream().map(Renewal::of).toList(),
                stretch.next() == null
                        ? null
                        : Page.cursor(stretch.next().time(), stretch.next().consent()));
    }
}

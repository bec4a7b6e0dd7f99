package org.consentledger.command.subject;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueEvent;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.CatalogueEvent.NoticePublished;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.Change;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.GroupId;
import org.consentledger.api.catalogue.LawfulBasis;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.catalogue.PurposeId;
import org.jspecify.annotations.Nullable;

/** A catalogue with one of each: two companies of a group and two outside it, a purpose on each basis, two notices. */
final class SampleCatalogue {
    private static final Instant PUBLISHED = Instant.parse("2024-05-20T00:00:00Z");
    private static final String HASH = "sha256:" + "a".repeat(64);

    private SampleCatalogue() {}

    /**
     * @param now the moment at which the purpose {@code fax} is retired; {@code pager} is a microsecond later; the notice
     *     {@code club} changes materially then for {@code photos}
     */
    static Catalogue at(Instant now) {
        var events = new ArrayList<Recorded<? extends CatalogueEvent>>();
        for (CatalogueEvent event : List.of(
                controller("north", "NL", "house"),
                controller("south", "BE", "house"),
                controller("paris", "FR", null),
                controller("vienna", "AT", null),
                purpose("marketing", null, LawfulBasis.LEGITIMATE_INTEREST, null),
                purpose("newsletter", "marketing", LawfulBasis.CONSENT, null),
                purpose("tracking", "marketing", LawfulBasis.CONSENT, null),
                purpose("contracts", null, LawfulBasis.CONTRACT, null),
                purpose("identification", null, LawfulBasis.LEGAL_OBLIGATION, null),
                purpose("fax", "marketing", LawfulBasis.CONSENT, now),
                purpose("pager", "marketing", LawfulBasis.CONSENT, now.plusNanos(1_000)),
                notice("general", "2024"),
                notice("stakeholder", "2024"),
                notice("stakeholder", "2025"),
                new ControllerDescribed(
                        new ControllerId("london"), "Company london", "GB", ZoneId.of("Europe/London"), null, Map.of()),
                term("club", null, "P1M"),
                term("club-events", "club", "P7D"),
                purpose("photos", null, LawfulBasis.CONSENT, null),
                notice("club", "1"),
                new NoticePublished(
                        new NoticeId("club"),
                        "2",
                        now,
                        "nl",
                        HASH,
                        null,
                        null,
                        Change.MATERIAL,
                        Set.of(new PurposeId("photos"))))) {
            events.add(new Recorded<>(event, PUBLISHED));
        }
        return new Catalogue(events);
    }

    private static ControllerDescribed controller(String id, String country, @Nullable String group) {
        return new ControllerDescribed(
                new ControllerId(id),
                "Company " + id,
                country,
                ZoneId.of("Europe/Amsterdam"),
                group == null ? null : new GroupId(group),
                Map.of());
    }

    private static PurposePublished purpose(
            String id, @Nullable String parent, LawfulBasis basis, @Nullable Instant retiredAt) {
        return new PurposePublished(
                new PurposeId(id),
                1,
                parent == null ? null : new PurposeId(parent),
                Map.of("en", id),
                basis,
                "marketing".equals(id) || "marketing".equals(parent),
                basis == LawfulBasis.CONSENT,
                basis == LawfulBasis.LEGITIMATE_INTEREST,
                Set.of(),
                null,
                null,
                null,
                retiredAt);
    }

    private static PurposePublished term(String id, @Nullable String parent, String validFor) {
        return new PurposePublished(
                new PurposeId(id),
                1,
                parent == null ? null : new PurposeId(parent),
                Map.of("en", id),
                LawfulBasis.CONSENT,
                false,
                true,
                false,
                Set.of(),
                Period.parse(validFor),
                null,
                null,
                null);
    }

    private static NoticePublished notice(String id, String version) {
        return new NoticePublished(
                new NoticeId(id), version, PUBLISHED, "nl", HASH, null, null, Change.EDITORIAL, Set.of());
    }
}

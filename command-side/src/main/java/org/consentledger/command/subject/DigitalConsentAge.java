package org.consentledger.command.subject;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Catalogue.Recorded;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;

/** From which age people consent for themselves to information society services (GDPR Article 8(1)), by country. */
final class DigitalConsentAge {
    /** The age of the regulation, which countries may lower to 13. */
    private static final int GDPR = 16;

    /** Countries that lowered it, by their national laws on Article 8 (for GB: Data Protection Act 2018, section 9). */
    private static final Map<String, Integer> LOWERED = Map.ofEntries(
            Map.entry("AT", 14),
            Map.entry("BE", 13),
            Map.entry("CZ", 15),
            Map.entry("DK", 15),
            Map.entry("EE", 13),
            Map.entry("ES", 14),
            Map.entry("FI", 13),
            Map.entry("FR", 15),
            Map.entry("GB", 13),
            Map.entry("IT", 14),
            Map.entry("NO", 13),
            Map.entry("PT", 13),
            Map.entry("SE", 13));

    private DigitalConsentAge() {}

    /** The highest age that any of the controllers must keep to; that of the regulation where a group is named. */
    static int highest(Catalogue catalogue, List<String> controllers, Instant now) {
        return controllers.stream()
                .mapToInt(named -> catalogue.controllers(now).stream()
                        .map(Recorded::event)
                        .filter(controller -> controller.controller().value().equals(named))
                        .map(ControllerDescribed::country)
                        .mapToInt(country -> LOWERED.getOrDefault(country, GDPR))
                        .findFirst()
                        .orElse(GDPR))
                .max()
                .orElse(GDPR);
    }
}

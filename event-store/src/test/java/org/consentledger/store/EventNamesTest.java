package org.consentledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.consentledger.api.catalogue.CatalogueEvent.ControllerDescribed;
import org.consentledger.api.catalogue.CatalogueEvent.NoticePublished;
import org.consentledger.api.catalogue.CatalogueEvent.PurposePublished;
import org.consentledger.api.catalogue.CatalogueEvent.RecipientDescribed;
import org.consentledger.api.company.CompanyEvent.ProhibitionDeclared;
import org.consentledger.api.company.CompanyEvent.ProhibitionLifted;
import org.consentledger.api.notification.NotificationEvent.NotificationAcknowledged;
import org.consentledger.api.rights.RightsRequestEvent.IdentityCheckAsked;
import org.consentledger.api.rights.RightsRequestEvent.IdentityConfirmed;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestDeadline;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestExtended;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestFulfilled;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestReceived;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestRefused;
import org.consentledger.api.rights.RightsRequestEvent.RightsRequestWithdrawn;
import org.consentledger.api.subject.SubjectEvent;
import org.consentledger.api.subject.SubjectEvent.ConsentGiven;
import org.consentledger.api.subject.SubjectEvent.ConsentWithdrawn;
import org.consentledger.api.subject.SubjectEvent.IdentifierAdded;
import org.consentledger.api.subject.SubjectEvent.ObjectionDecided;
import org.consentledger.api.subject.SubjectEvent.ObjectionRaised;
import org.consentledger.api.subject.SubjectEvent.OptedIn;
import org.consentledger.api.subject.SubjectEvent.OptedOut;
import org.consentledger.api.subject.SubjectEvent.PreferencesSet;
import org.consentledger.api.subject.SubjectEvent.RestrictionImposed;
import org.consentledger.api.subject.SubjectEvent.RestrictionLiftAnnounced;
import org.consentledger.api.subject.SubjectEvent.RestrictionLifted;
import org.consentledger.api.subject.SubjectEvent.SignalRefused;
import org.junit.jupiter.api.Test;

class EventNamesTest {
    @Test
    void eventsKeepTheirNamesForEver() {
        assertThat(EventNames.all())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("controller-described", ControllerDescribed.class),
                        Map.entry("purpose-published", PurposePublished.class),
                        Map.entry("notice-published", NoticePublished.class),
                        Map.entry("recipient-described", RecipientDescribed.class),
                        Map.entry("notification-acknowledged", NotificationAcknowledged.class),
                        Map.entry("identifier-added", IdentifierAdded.class),
                        Map.entry("consent-given", ConsentGiven.class),
                        Map.entry("consent-withdrawn", ConsentWithdrawn.class),
                        Map.entry("opted-out", OptedOut.class),
                        Map.entry("opted-in", OptedIn.class),
                        Map.entry("objection-raised", ObjectionRaised.class),
                        Map.entry("objection-decided", ObjectionDecided.class),
                        Map.entry("signal-refused", SignalRefused.class),
                        Map.entry("preferences-set", PreferencesSet.class),
                        Map.entry("restriction-imposed", RestrictionImposed.class),
                        Map.entry("restriction-lift-announced", RestrictionLiftAnnounced.class),
                        Map.entry("restriction-lifted", RestrictionLifted.class),
                        Map.entry("identifier-removed", SubjectEvent.IdentifierRemoved.class),
                        Map.entry("subjects-merged", SubjectEvent.SubjectsMerged.class),
                        Map.entry("subjects-split", SubjectEvent.SubjectsSplit.class),
                        Map.entry("representation-described", SubjectEvent.RepresentationDescribed.class),
                        Map.entry("consent-confirmed", SubjectEvent.ConsentConfirmed.class),
                        Map.entry("consent-lapsed", SubjectEvent.ConsentLapsed.class),
                        Map.entry("consent-expired", SubjectEvent.ConsentExpired.class),
                        Map.entry("consent-invalidated", SubjectEvent.ConsentInvalidated.class),
                        Map.entry("legal-hold-placed", SubjectEvent.LegalHoldPlaced.class),
                        Map.entry("legal-hold-released", SubjectEvent.LegalHoldReleased.class),
                        Map.entry("erasure-deferred", SubjectEvent.ErasureDeferred.class),
                        Map.entry("subject-erased", SubjectEvent.SubjectErased.class),
                        Map.entry("suppression-carried-over", SubjectEvent.SuppressionCarriedOver.class),
                        Map.entry("company-prohibition-declared", ProhibitionDeclared.class),
                        Map.entry("company-prohibition-lifted", ProhibitionLifted.class),
                        Map.entry("rights-request-received", RightsRequestReceived.class),
                        Map.entry("identity-check-asked", IdentityCheckAsked.class),
                        Map.entry("identity-confirmed", IdentityConfirmed.class),
                        Map.entry("rights-request-extended", RightsRequestExtended.class),
                        Map.entry("rights-request-fulfilled", RightsRequestFulfilled.class),
                        Map.entry("rights-request-refused", RightsRequestRefused.class),
                        Map.entry("rights-request-withdrawn", RightsRequestWithdrawn.class),
                        Map.entry("rights-request-deadline", RightsRequestDeadline.class)));
    }

    @Test
    void namesAreKebabCase() {
        assertThat(EventNames.all().keySet()).allMatch(name -> name.matches("[a-z]+(-[a-z]+)+"));
    }

    @Test
    void eachNameBelongsToOneEvent() {
        assertThat(EventNames.all().values()).doesNotHaveDuplicates();
        assertThat(EventNames.all()).allSatisfy((name, type) -> {
            assertThat(EventNames.of(type)).isEqualTo(name);
            assertThat(EventNames.type(name)).isEqualTo(type);
        });
    }

    @Test
    void unknownNameNamesNothing() {
        assertThat(EventNames.type("consent-sold")).isNull();
        assertThat(EventNames.isEvent(String.class)).isFalse();
    }
}

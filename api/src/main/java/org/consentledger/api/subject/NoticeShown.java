package org.consentledger.api.subject;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.consentledger.api.catalogue.NoticeId;
import org.consentledger.api.catalogue.NoticeRef;

/** The notice version that a person was shown, and in which language (BCP 47). */
public record NoticeShown(NoticeId id, String version, String language) {
    /** The version without the language. */
    @JsonIgnore
    public NoticeRef ref() {
        return new NoticeRef(id, version);
    }
}

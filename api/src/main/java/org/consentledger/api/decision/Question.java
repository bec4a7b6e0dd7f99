package org.consentledger.api.decision;

import org.consentledger.api.AsOf;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.PurposeId;
import org.consentledger.api.subject.CompanyId;
import org.jspecify.annotations.Nullable;

/**
 * May this controller process for this purpose, on this channel? The person asked about is whoever's signals the
 * question is put to.
 *
 * @param company the company the person is addressed as representative of; absent: addressed as themselves
 * @param messageClass absent: MARKETING if the purpose is direct marketing, else SERVICE
 */
public record Question(
        ControllerId controller,
        @Nullable CompanyId company,
        PurposeId purpose,
        Channel channel,
        @Nullable MessageClass messageClass,
        AsOf asOf) {}

package org.consentledger.query.decision.rules;

import java.util.Set;
import org.consentledger.api.catalogue.PurposeId;

/**
 * The settings of the decision that are data.
 *
 * @param tracking the purposes of following what people do with an e-mail; where one is denied, mail goes untracked
 */
public record Policy(ChannelRules channelRules, Set<PurposeId> tracking) {}

package org.consentledger.query.decision.rules;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.consentledger.api.catalogue.Channel;

/**
 * What each country asks of direct marketing on each channel, besides a lawful basis (ePrivacy Directive Article 13 and
 * its national laws). Data, not code.
 *
 * @param version which edition of the rules it is
 * @param otherwise the strictest reading, for countries without data
 * @param countries by ISO 3166-1 alpha-2 code
 */
public record ChannelRules(
        String version, @JsonProperty("default") Country otherwise, Map<String, Country> countries) {

    /** The rules of one country, and the law they come from. */
    @JsonIgnoreProperties({"source", "note"})
    public record Country(String law, Map<Channel, Rule> channels) {}

    /**
     * The rule of one channel.
     *
     * @param person for people addressed as themselves
     * @param representative for people addressed as representative of a company
     * @param source the article
     */
    @JsonIgnoreProperties("note")
    public record Rule(Gate person, Gate representative, String source) {}

    /** What the channel gate asks for. */
    public enum Gate {
        CONSENT("prior consent"),
        CONSENT_OR_CUSTOMER("prior consent or the customer exception"),
        OPT_OUT("nothing but that nobody objected");

        private final String words;

        Gate(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    Rule rule(String country, Channel channel) {
        Rule rule = countries.getOrDefault(country, otherwise).channels().get(channel);
        return rule == null ? new Rule(Gate.CONSENT, Gate.CONSENT, "no data: the strictest reading") : rule;
    }
}

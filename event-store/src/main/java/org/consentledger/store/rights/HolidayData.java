package org.consentledger.store.rights;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.consentledger.api.rights.Holidays;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The holidays that come with this version of the ledger. */
@Configuration(proxyBeanMethods = false)
public class HolidayData {

    @Bean
    Holidays holidays() {
        return load();
    }

    /** Reads the data. */
    public static Holidays load() {
        try (var data = HolidayData.class.getResourceAsStream("holidays.json")) {
            return JsonMapper.shared().readValue(data, Holidays.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

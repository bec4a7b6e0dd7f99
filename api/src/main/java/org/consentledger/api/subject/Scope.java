package org.consentledger.api.subject;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.consentledger.api.catalogue.Channel;
import org.jspecify.annotations.Nullable;

/**
 * How far a signal reaches: controllers × represented company × purpose subtrees × channels.
 *
 * @param company the capacity the person acted in; absent: any
 * @param channels empty: all
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Scope(
        Set<ControllerRef> controllers, @Nullable CompanyId company, Set<PurposeRef> purposes, Set<Channel> channels) {

    public Scope {
        controllers = inOrder(controllers);
        purposes = inOrder(purposes);
        channels = channels == null ? Set.of() : inOrder(channels);
    }

    // Set.copyOf would shuffle: the stored bytes of a scope keep the order in which it was told.
    private static <T> Set<T> inOrder(Set<T> set) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(set));
    }
}

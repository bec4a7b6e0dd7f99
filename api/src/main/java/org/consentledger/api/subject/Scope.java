package org.consentledger.api.subject;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.consentledger.api.AsOf;
import org.consentledger.api.catalogue.Catalogue;
import org.consentledger.api.catalogue.Channel;
import org.consentledger.api.catalogue.ControllerId;
import org.consentledger.api.catalogue.PurposeId;
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

    /** Every purpose of every controller on every channel, in whatever capacity. */
    public static final Scope EVERYTHING =
            new Scope(Set.of(new ControllerRef.Every()), null, Set.of(new PurposeRef.Every()), Set.of());

    public Scope {
        controllers = inOrder(controllers);
        purposes = inOrder(purposes);
        channels = channels == null ? Set.of() : inOrder(channels);
    }

    /**
     * Whether it reaches everything that the other does.
     *
     * @param now groups and the tree of purposes are taken as they are known then
     */
    public boolean covers(Scope other, Catalogue catalogue, Instant now) {
        return coversWhom(other, catalogue, now)
                && other.purposes.stream().allMatch(one -> reaches(one, catalogue, now));
    }

    /** Whether it reaches all controllers and channels that the other does, in the same capacity; purposes aside. */
    boolean coversWhom(Scope other, Catalogue catalogue, Instant now) {
        return other.controllers.stream().allMatch(one -> covers(one, catalogue, now))
                && (company == null || company.equals(other.company))
                && (channels.isEmpty() || (!other.channels.isEmpty() && channels.containsAll(other.channels)));
    }

    private boolean covers(ControllerRef other, Catalogue catalogue, Instant now) {
        if (controllers.contains(other) || controllers.contains(new ControllerRef.Every())) {
            return true;
        }
        return other instanceof ControllerRef.One(ControllerId id)
                && catalogue
                        .controller(id, now)
                        .map(known -> known.event().group())
                        .filter(group -> controllers.contains(new ControllerRef.Group(group)))
                        .isPresent();
    }

    /** Whether it is about the purpose, or all of them if that is what is meant. */
    boolean reaches(PurposeRef other, Catalogue catalogue, Instant now) {
        if (purposes.contains(other) || purposes.contains(new PurposeRef.Every())) {
            return true;
        }
        return other instanceof PurposeRef.Node(PurposeId id)
                && catalogue.lineage(id, AsOf.now(now)).stream()
                        .map(PurposeRef.Node::new)
                        .anyMatch(purposes::contains);
    }

    // Set.copyOf would shuffle: the stored bytes of a scope keep the order in which it was told.
    private static <T> Set<T> inOrder(Set<T> set) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(set));
    }
}

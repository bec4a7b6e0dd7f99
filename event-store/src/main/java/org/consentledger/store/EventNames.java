package org.consentledger.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.consentledger.api.EventName;
import org.consentledger.api.catalogue.CatalogueEvent;
import org.consentledger.api.company.CompanyEvent;
import org.consentledger.api.notification.NotificationEvent;
import org.consentledger.api.rights.RightsRequestEvent;
import org.consentledger.api.subject.SubjectEvent;
import org.jspecify.annotations.Nullable;

/** The logical names of all events: what is stored and shown instead of Java class names. */
public final class EventNames {
    private static final Map<String, Class<?>> BY_NAME = new HashMap<>();

    static {
        Stream.of(
                        SubjectEvent.class,
                        RightsRequestEvent.class,
                        CompanyEvent.class,
                        NotificationEvent.class,
                        CatalogueEvent.class)
                .flatMap(EventNames::records)
                .forEach(type -> {
                    if (BY_NAME.put(of(type), type) != null) {
                        throw new IllegalStateException("Two events share the name " + of(type));
                    }
                });
    }

    private EventNames() {}

    /** The logical name of an event type. */
    public static String of(Class<?> event) {
        return annotation(event).value();
    }

    /** The event type of that name, or null where there is none. */
    public static @Nullable Class<?> type(String name) {
        return BY_NAME.get(name);
    }

    /** All event types by name. */
    public static Map<String, Class<?>> all() {
        return Map.copyOf(BY_NAME);
    }

    static boolean isEvent(Class<?> type) {
        return type.isAnnotationPresent(EventName.class);
    }

    static String revision(Class<?> event) {
        return String.valueOf(annotation(event).revision());
    }

    private static EventName annotation(Class<?> event) {
        EventName name = event.getAnnotation(EventName.class);
        if (name == null) {
            throw new IllegalStateException(event.getSimpleName() + " has no @EventName");
        }
        return name;
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EventNames::records)
                : Stream.of(type);
    }
}

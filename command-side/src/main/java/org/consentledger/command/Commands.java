package org.consentledger.command;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.consentledger.api.Caller;
import org.consentledger.api.Refusal;
import org.consentledger.api.subject.Outcome;
import org.consentledger.store.CallerMetadata;
import org.consentledger.store.identity.Named;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** Sends commands with what the HTTP request says besides its body: who asks, and under which Idempotency-Key. */
@Component
public class Commands {
    /** Request attribute: the value of {@code Idempotency-Key}. */
    private static final String IDEMPOTENCY_KEY = "org.consentledger.http.idempotency-key";

    /** Metadata: the keyed hashes of the Idempotency-Key and of the whole request. */
    static final String FINGERPRINT = "fingerprint";

    /** Metadata: the {@code Suppression} of the address under which the command introduces somebody. */
    public static final String SUPPRESSION = "org.consentledger.suppression";

    private static final Caller LEDGER = new Caller("ledger", null);
    private static final int WAIT_SECONDS = 30;

    private final CommandGateway gateway;
    private final CommandLanes lanes;
    private final RequestFingerprint fingerprint;
    private final Counter recorded;
    private final Counter standing;
    private final Counter refused;
    private final Counter failed;

    Commands(CommandGateway gateway, CommandLanes lanes, RequestFingerprint fingerprint, MeterRegistry meters) {
        this.gateway = gateway;
        this.lanes = lanes;
        this.fingerprint = fingerprint;
        this.recorded = counter(meters, "recorded");
        this.standing = counter(meters, "standing");
        this.refused = counter(meters, "refused");
        this.failed = counter(meters, "failed");
    }

    private static Counter counter(MeterRegistry meters, String outcome) {
        return meters.counter("ledger.commands", "outcome", outcome);
    }

    /**
     * Sends a command to the stream of a person, together with those of others that wait at the time, and waits until it
     * is committed.
     *
     * @param further metadata beside what the request says
     */
    public Outcome send(Named person, CommandFor command, Map<String, String> further) {
        return counted(() -> lanes.send(new QueuedCommand(person, command, metadata(further))));
    }

    private Map<String, String> metadata(Map<String, String> further) {
        var metadata = new HashMap<String, String>(further);
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        Caller caller = request == null ? LEDGER : attribute(request, Caller.ATTRIBUTE, Caller.class);
        metadata.putAll(CallerMetadata.of(caller == null ? LEDGER : caller));
        String key = request == null ? null : attribute(request, IDEMPOTENCY_KEY, String.class);
        if (key != null) {
            metadata.put(
                    FINGERPRINT,
                    fingerprint.ofCurrentRequest(CallerMetadata.read(metadata).client(), key));
        }
        return metadata;
    }

    /** Sends the command in a transaction of its own and waits until its events are committed. */
    public <R extends @Nullable Object> R send(Object command) {
        return counted(() -> sendSingly(command));
    }

    private <R extends @Nullable Object> R counted(Supplier<R> sending) {
        Counter outcome = failed;
        try {
            R result = sending.get();
            outcome = result instanceof Outcome answer && !answer.changed() ? standing : recorded;
            return result;
        } catch (Refusal refusal) {
            outcome = refusal.code().status() < 500 ? refused : failed;
            throw refusal;
        } finally {
            outcome.increment();
        }
    }

    private <R extends @Nullable Object> R sendSingly(Object command) {
        try {
            return gateway.sendAndWait(
                    GenericCommandMessage.asCommandMessage(command).withMetaData(metadata(Map.of())),
                    WAIT_SECONDS,
                    TimeUnit.SECONDS);
        } catch (CommandExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    private static <T> @Nullable T attribute(RequestAttributes request, String name, Class<T> type) {
        return type.cast(request.getAttribute(name, RequestAttributes.SCOPE_REQUEST));
    }
}

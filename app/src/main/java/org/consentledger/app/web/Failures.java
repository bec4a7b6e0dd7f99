package org.consentledger.app.web;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.axonframework.common.lock.DeadlockException;
import org.axonframework.common.lock.LockAcquisitionFailedException;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.modelling.command.ConflictingAggregateVersionException;
import org.consentledger.api.Code;
import org.consentledger.api.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;

/** What a failure, or one of its causes, means to the caller. */
final class Failures {
    private static final int CAUSES = 16;
    private static final int FRAMES = 60;

    /** Classes of SQLSTATE that say "not now": connection, rolled back, resources, operator, lock not available. */
    private static final Set<String> PASSING_STATES = Set.of("08", "40", "53", "57", "55");

    private Failures() {}

    /** The refusal that a failure stands for, or null where the ledger itself failed. */
    static @Nullable Refusal meaning(Throwable failure) {
        return causes(failure)
                .map(Failures::meaningOfOne)
                .filter(refusal -> refusal != null)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Refusal meaningOfOne(Throwable failure) {
        return switch (failure) {
            case Refusal refusal -> refusal;
            case ConflictingAggregateVersionException _ -> new Refusal(Code.VERSION_MISMATCH);
            case ConcurrencyException _, AggregateStreamCreationException _ -> new Refusal(Code.CONFLICT);
            case DeadlockException _, LockAcquisitionFailedException _, TimeoutException _ ->
                new Refusal(Code.UNAVAILABLE);
            // The issuer of tokens was never reached.
            case JwtDecoderInitializationException _ -> new Refusal(Code.UNAVAILABLE);
            case SQLException sql when passing(sql) -> new Refusal(Code.UNAVAILABLE);
            case InvalidParameterException form ->
                new Refusal(form.getErrorCode() == 413 ? Code.BODY_TOO_LARGE : Code.MALFORMED);
            default -> null;
        };
    }

    private static boolean passing(SQLException failure) {
        var state = failure.getSQLState();
        return failure instanceof SQLTransientException
                || failure instanceof SQLRecoverableException
                || (state != null && state.length() == 5 && PASSING_STATES.contains(state.substring(0, 2)));
    }

    /**
     * Where it went wrong, for the log: classes and stack frames, and never a message, since messages of libraries quote
     * the values they choke on, and those may be addresses of people.
     */
    static String trace(Throwable failure) {
        return causes(failure)
                .map(cause -> Stream.concat(
                                Stream.of(cause.getClass().getName()),
                                Stream.of(cause.getStackTrace()).limit(FRAMES).map(frame -> "\tat " + frame))
                        .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\ncaused by "));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(CAUSES);
    }
}

package org.consentledger.app.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.consentledger.api.Code;
import org.consentledger.api.Fault;
import org.consentledger.api.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads request bodies and names everything that is wrong with one at once.
 *
 * <p>Jackson stops at the first value it cannot bind, and its own problem-collecting reader goes on after some kinds of
 * faults only. So a body with a fault is read again as a tree, and bound again and again with each value that does not
 * fit taken out of it, until what is left fits. A body without faults is read once.
 */
final class JsonBodies extends JacksonJsonHttpMessageConverter {
    private static final int MAX_FAULTS = 50;

    JsonBodies(JsonMapper mapper) {
        super(mapper);
    }

    @Override
    public Object read(ResolvableType type, HttpInputMessage message, @Nullable Map<String, Object> hints)
            throws IOException {
        var context = type.getSource() instanceof MethodParameter parameter ? parameter.getContainingClass() : null;
        return read(getJavaType(type.getType(), context), message.getBody());
    }

    private Object read(JavaType type, InputStream stream) throws IOException {
        var body = stream.readAllBytes();
        var reader = getMapper().readerFor(type);
        try {
            Object value = reader.readValue(body);
            if (value == null) {
                throw malformed("A JSON body is required");
            }
            return value;
        } catch (InvalidDefinitionException ours) {
            throw ours;
        } catch (DatabindException misfit) {
            var found = faults(reader, tree(body));
            throw Refusal.of(found.isEmpty() ? List.of(fault(misfit)) : found);
        } catch (JacksonException unreadable) {
            throw malformed(unreadable);
        }
    }

    private JsonNode tree(byte[] body) {
        try {
            var tree = getMapper().readTree(body);
            if (tree.isMissingNode()) {
                throw malformed("A JSON body is required");
            }
            return tree;
        } catch (JacksonException unreadable) {
            throw malformed(unreadable);
        }
    }

    private static Refusal malformed(JacksonException unreadable) {
        var where = unreadable.getLocation();
        var place = where == null ? "" : " (line %d, column %d)".formatted(where.getLineNr(), where.getColumnNr());
        return malformed(
                switch (unreadable) {
                    case StreamConstraintsException _ -> "The JSON nests too deeply or holds too long a value" + place;
                    case StreamReadException _ -> "The body is not JSON in which each name occurs once" + place;
                    default -> "The body is not one JSON value" + place;
                });
    }

    private static Refusal malformed(String detail) {
        return Refusal.of(List.of(new Fault("#", Code.MALFORMED, detail)));
    }

    private static List<Fault> faults(ObjectReader reader, JsonNode tree) {
        var found = new ArrayList<Fault>();
        for (int round = 0; round < MAX_FAULTS; round++) {
            try {
                reader.readValue(tree);
                return found;
            } catch (DatabindException misfit) {
                if (isNews(misfit, found)) {
                    found.add(fault(misfit));
                }
                if (!takeOut(misfit.getPath(), tree)) {
                    return found;
                }
            }
        }
        return found;
    }

    /** A value that does not fit because something in it, or it itself, was taken out before is no further fault. */
    private static boolean isNews(DatabindException misfit, List<Fault> found) {
        var pointer = pointer(misfit.getPath());
        return found.stream()
                .noneMatch(fault ->
                        fault.pointer().equals(pointer) || fault.pointer().startsWith(pointer + "/"));
    }

    /** Takes out the value at this path or, where there is nothing to take, the nearest one around it. */
    private static boolean takeOut(List<Reference> path, JsonNode tree) {
        for (int depth = path.size(); depth > 0; depth--) {
            var parent = tree;
            for (var step : path.subList(0, depth - 1)) {
                parent = step.getPropertyName() == null
                        ? parent.path(step.getIndex())
                        : parent.path(step.getPropertyName());
            }
            var last = path.get(depth - 1);
            switch (parent) {
                case ObjectNode object
                when object.has(last.getPropertyName()) -> {
                    object.remove(last.getPropertyName());
                    return true;
                }
                case ArrayNode array
                when !array.path(last.getIndex()).isNull() -> {
                    // Null keeps the places of the elements after it.
                    array.setNull(last.getIndex());
                    return true;
                }
                default -> {
                    // Nothing here; look further up.
                }
            }
        }
        return false;
    }

    private static Fault fault(DatabindException misfit) {
        var pointer = pointer(misfit.getPath());
        for (Throwable cause = misfit.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return new Fault(pointer, refusal.code());
            }
        }
        return new Fault(
                pointer, misfit instanceof UnrecognizedPropertyException ? Code.UNKNOWN_FIELD : Code.BAD_VALUE);
    }

    private static String pointer(List<Reference> path) {
        return path.stream()
                .map(step ->
                        step.getPropertyName() == null ? "/" + step.getIndex() : "/" + token(step.getPropertyName()))
                .collect(Collectors.joining("", "#", ""));
    }

    /** One reference token of a JSON pointer in a URI fragment (RFC 6901, sections 3 and 6). */
    private static String token(String name) {
        return UriUtils.encodeFragment(name.replace("~", "~0").replace("/", "~1"), StandardCharsets.UTF_8);
    }
}

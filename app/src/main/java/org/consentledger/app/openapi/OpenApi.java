package org.consentledger.app.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Contact;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.OAuthFlow;
import io.swagger.v3.oas.models.security.OAuthFlows;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.consentledger.api.Code;
import org.consentledger.api.Personal;
import org.consentledger.app.security.Scopes;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/** What every operation has in common, added to what springdoc finds in the controllers. */
@Configuration(proxyBeanMethods = false)
class OpenApi {
    private static final String TOKEN = "token";
    private static final String CLIENT = "client";

    /** Refusals that any operation may answer with. */
    private static final Map<String, String> REFUSALS = new TreeMap<>(Map.of(
            "400", "The request is malformed; every fault is named",
            "401", "A valid access token is required",
            "403", "The access token lacks the scope",
            "404", "There is nothing here",
            "422", "The request was understood and refused; every reason is named",
            "503", "The ledger cannot answer now"));

    static {
        // Its other forms are of the store, or say that the value is gone.
        SpringDocUtils.getConfig().replaceWithClass(Personal.class, String.class);
    }

    @Bean
    OpenAPI description() {
        return new OpenAPI()
                .info(new Info()
                        .title("Consent Ledger")
                        .version("1")
                        .description("Records consents, preferences and objections, and answers whether one may write.")
                        .contact(new Contact().name("Consent Ledger"))
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
                .servers(List.of(new Server().url("/").description("This server")))
                .components(new Components()
                        .addParameters("IdempotencyKey", idempotencyKey())
                        .addSecuritySchemes(
                                TOKEN,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")
                                        .description("An access token of the configured issuer."))
                        .addSecuritySchemes(
                                CLIENT,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.OAUTH2)
                                        .description("The issuer of the embedded default, with its demo clients.")
                                        .flows(new OAuthFlows()
                                                .clientCredentials(new OAuthFlow()
                                                        .tokenUrl("/oauth2/token")
                                                        .scopes(scopes())))));
    }

    private static Parameter idempotencyKey() {
        return new HeaderParameter()
                .name("Idempotency-Key")
                .description("A quoted string; the same key with the same body gets the stored answer for 24 hours."
                        + " Questions are always answered anew, since a stored answer could be stale.")
                .schema(new StringSchema().pattern("^\".{1,200}\"$"));
    }

    private static io.swagger.v3.oas.models.security.Scopes scopes() {
        var described = new io.swagger.v3.oas.models.security.Scopes();
        Scopes.described().forEach(described::addString);
        return described;
    }

    @Bean
    OpenApiCustomizer common() {
        return api -> {
            problems(api.getComponents());
            var tags = new TreeMap<String, Tag>();
            api.getPaths()
                    .forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> {
                        complete(path, method, operation);
                        operation.getTags().forEach(tag -> tags.putIfAbsent(tag, new Tag().name(tag)));
                    }));
            api.setTags(List.copyOf(tags.values()));
        };
    }

    private static void complete(String path, PathItem.HttpMethod method, Operation operation) {
        // The first word of the path is the feature: /v1/consents.
        operation.setTags(List.of(path.split("/")[path.startsWith("/v1/") ? 2 : 1]));
        if (operation.getDescription() == null && operation.getSummary() != null) {
            operation.setDescription(operation.getSummary());
        }
        var scopes = Scopes.of(HttpMethod.valueOf(method.name()), path.replaceAll("\\{[^}]+}", "x"));
        var security = new ArrayList<SecurityRequirement>();
        if (!scopes.isEmpty()) {
            security.add(new SecurityRequirement().addList(TOKEN));
        }
        scopes.forEach(name -> security.add(new SecurityRequirement().addList(CLIENT, name)));
        operation.setSecurity(security);
        if (method == PathItem.HttpMethod.POST && !scopes.isEmpty()) {
            operation.addParametersItem(new Parameter().$ref("#/components/parameters/IdempotencyKey"));
        }
        REFUSALS.forEach((status, _) -> operation.getResponses().computeIfAbsent(status, OpenApi::reference));
    }

    private static ApiResponse reference(String status) {
        return new ApiResponse().$ref("#/components/responses/" + name(status));
    }

    private static String name(String status) {
        return "Problem" + status;
    }

    private static void problems(Components components) {
        components.addSchemas("Problem", problem()).addSchemas("Fault", fault()).addSchemas("Code", codes());
        REFUSALS.forEach((status, description) -> components.addResponses(
                name(status),
                new ApiResponse()
                        .description(description)
                        .content(new Content()
                                .addMediaType(
                                        "application/problem+json",
                                        new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"))))));
    }

    private static Schema<?> problem() {
        return new ObjectSchema()
                .description("A problem answer (RFC 9457)")
                .addProperty("type", new StringSchema().format("uri"))
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema())
                .addProperty("instance", new StringSchema().format("uri"))
                .addProperty("code", new Schema<>().$ref("#/components/schemas/Code"))
                .addProperty("errors", new ArraySchema().items(new Schema<>().$ref("#/components/schemas/Fault")))
                .required(List.of("type", "title", "status", "detail", "code"));
    }

    private static Schema<?> fault() {
        return new ObjectSchema()
                .description("One thing that is wrong with a request")
                .addProperty(
                        "pointer",
                        new StringSchema()
                                .description("Where: a JSON pointer in a URI fragment (RFC 6901); outside the body"
                                        + " #/path/…, #/query/… or #/header/…"))
                .addProperty("code", new Schema<>().$ref("#/components/schemas/Code"))
                .addProperty("detail", new StringSchema())
                .required(List.of("pointer", "code", "detail"));
    }

    private static Schema<?> codes() {
        var codes = new StringSchema();
        codes.setDescription("Why; codes may be added");
        codes.setEnum(Arrays.stream(Code.values()).map(Code::name).toList());
        return codes;
    }
}

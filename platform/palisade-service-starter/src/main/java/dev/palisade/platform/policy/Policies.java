package dev.palisade.platform.policy;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.entity.Entities;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimLong;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import dev.palisade.platform.access.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The platform's Cedar policies, decided in process. They are read once, validated against their schema, and refused as a
 * whole when one of them does not fit, so that a mistake stops the start instead of opening a door.
 */
public final class Policies {

    private static final String NAMESPACE = "Palisade";
    private static final String LOCATION = "classpath*:palisade/policies/";
    private static final Pattern ID = annotation("id");
    private static final Pattern ACR = annotation("acr");
    private static final Pattern MAX_AGE = annotation("max_age");
    private static final Map<String, EntityTypeName> TYPES = new ConcurrentHashMap<>();
    private static final Duration SKEW = Duration.ofSeconds(5); // how far the clock of who wrote the token may differ

    private final BasicAuthorizationEngine engine = new BasicAuthorizationEngine();
    private final PolicySet policies;
    private final Schema schema;
    private final Map<String, StepUp> stepUps = new HashMap<>();
    private final Clock clock;

    private Policies(PolicySet policies, Schema schema, Clock clock) throws AuthException, CacheException {
        this.policies = policies;
        this.schema = schema;
        this.clock = clock;
        ValidationResponse validation = engine.validate(new ValidationRequest(schema, policies));
        if (!validation.validationPassed()) {
            throw new IllegalStateException("The policies do not fit their schema: " + validation);
        }
        // Parsed once on the native side; without these two calls every decision parses everything again.
        policies.cache();
        schema.cache();
        for (Policy policy : policies.policies) {
            find(ACR, policy.policySrc)
                    .ifPresent(acr -> stepUps.put(
                            policy.policyID,
                            new StepUp(
                                    acr,
                                    Long.parseLong(
                                            find(MAX_AGE, policy.policySrc).orElseThrow()))));
        }
    }

    /**
     * Reads {@code palisade/policies/} from the class path.
     *
     * @throws IllegalStateException when a policy or the schema cannot be read, or they do not fit each other
     */
    public static Policies load() {
        return load(Clock.systemUTC());
    }

    static Policies load(Clock clock) {
        try {
            StringBuilder text = new StringBuilder();
            for (Resource file : read("*.cedar")) {
                text.append(file.getContentAsString(StandardCharsets.UTF_8)).append('\n');
            }
            Resource[] schemas = read("*.cedarschema");
            if (schemas.length != 1) {
                throw new IllegalStateException("There must be one policy schema, there are " + schemas.length);
            }
            Schema schema =
                    Schema.parse(Schema.JsonOrCedar.Cedar, schemas[0].getContentAsString(StandardCharsets.UTF_8));
            return new Policies(named(PolicySet.parsePolicies(text.toString())), schema, clock);
        } catch (IOException | AuthException | CacheException e) {
            throw new IllegalStateException("The policies cannot be read", e);
        }
    }

    /**
     * Decides; an error inside the engine is a refusal. One that a person can turn into a permit by confirming who they
     * are says so.
     */
    Verdict decide(Caller caller, String action, ResourceRef resource) {
        Verdict verdict = decide(caller, caller.acr(), age(caller), action, resource);
        if (verdict.permitted() || !caller.person()) {
            return verdict;
        }
        for (StepUp stepUp : new HashSet<>(stepUps.values())) {
            Verdict then = decide(caller, stepUp.acr(), 0, action, resource);
            for (String policy : then.policies()) {
                if (then.permitted() && stepUps.get(policy) instanceof StepUp needed) {
                    return new Verdict(false, "person-not-recognised-surely-enough", Set.of(policy), needed);
                }
            }
        }
        return verdict;
    }

    private Verdict decide(Caller caller, String acr, long age, String action, ResourceRef resource) {
        EntityUID owner = uid("Person", resource.owner());
        EntityUID target = uid(resource.type(), resource.id());
        Entity entity = new Entity(target, Map.of("owner", owner), Set.of());
        AuthorizationRequest request = new AuthorizationRequest(
                uid(caller.person() ? "Person" : "Workload", caller.subject()),
                uid("Action", action),
                target,
                Optional.of(context(caller, acr, age)),
                Optional.of(schema),
                true);
        try {
            AuthorizationResponse response = engine.isAuthorized(request, policies, new Entities(Set.of(entity)));
            AuthorizationSuccessResponse answer = response.success.orElse(null);
            if (answer == null || !answer.getErrors().isEmpty()) {
                return new Verdict(false, "policy-error", Set.of(), null);
            }
            return new Verdict(
                    answer.isAllowed(), answer.isAllowed() ? "policy" : "no-policy-permits", answer.getReason(), null);
        } catch (AuthException e) {
            return new Verdict(false, "policy-error", Set.of(), null);
        }
    }

    /** How many policies there are. */
    public int count() {
        return policies.getNumPolicies();
    }

    /** Seconds since the person was recognised; of somebody who never was, or will be in the future, more than any limit. */
    private long age(Caller caller) {
        Instant at = caller.authenticatedAt();
        long age = at == null
                ? Long.MAX_VALUE
                : Duration.between(at, clock.instant()).toSeconds();
        return age < -SKEW.toSeconds() ? Long.MAX_VALUE : Math.max(age, 0);
    }

    private static Map<String, Value> context(Caller caller, String acr, long age) {
        return Map.of(
                "caller",
                new PrimString(caller.workload()),
                "scopes",
                strings(caller.scopes()),
                "roles",
                strings(caller.roles()),
                "actors",
                strings(caller.actors()),
                "acr",
                new PrimString(acr),
                "authenticationAge",
                new PrimLong(age));
    }

    private static CedarList strings(Collection<String> values) {
        return new CedarList(
                values.stream().map(value -> (Value) new PrimString(value)).toList());
    }

    /** The names of types are few, and each is parsed on the native side: once. */
    private static EntityUID uid(String type, String id) {
        return TYPES.computeIfAbsent(type, Policies::type).of(id);
    }

    private static EntityTypeName type(String type) {
        return EntityTypeName.parse(NAMESPACE + "::" + type)
                .orElseThrow(() -> new IllegalArgumentException("Not an entity type: " + type));
    }

    /** Gives each policy the name of its {@code @id} annotation, which is what the decision log shows. */
    private static PolicySet named(PolicySet parsed) {
        Set<Policy> named = new HashSet<>();
        for (Policy policy : parsed.policies) {
            String id = find(ID, policy.policySrc)
                    .orElseThrow(() -> new IllegalStateException("A policy has no @id: " + policy.policySrc));
            named.add(new Policy(policy.policySrc, id));
        }
        return new PolicySet(named);
    }

    private static Resource[] read(String pattern) throws IOException {
        Resource[] files = new PathMatchingResourcePatternResolver().getResources(LOCATION + pattern);
        Arrays.sort(files, Comparator.comparing(file -> String.valueOf(file.getFilename())));
        return files;
    }

    private static Pattern annotation(String name) {
        return Pattern.compile("@" + name + "\\(\"([^\"]+)\"\\)");
    }

    private static Optional<String> find(Pattern annotation, String policy) {
        Matcher found = annotation.matcher(policy);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    record Verdict(
            boolean permitted,
            String reason,
            Set<String> policies,
            @Nullable StepUp stepUp) {}

    /**
     * What a policy asks of how a person was recognised, as its annotations say it.
     *
     * @param acr how surely
     * @param maxAge at most so many seconds ago
     */
    record StepUp(String acr, long maxAge) {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement.internal;

import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.annotations.JsonAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.kubeuser.manifest.internal.DefaultPolicy;
import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestSet;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What Kubernetes gives by its own roles and bindings: to the components of the control plane, its controllers and
 * {@code system:masters}, and to all users. Immutable and thread-safe.
 */
@JsonAdapter(DefaultGrants.AsJson.class)
public final class DefaultGrants {

    /** All users that send a credential. */
    public static final Subject AUTHENTICATED = Subject.group("system:authenticated");

    private static final Pattern MINOR = Pattern.compile("\\d{1,3}\\.\\d{1,3}");

    private final String minor;
    private final RbacPolicyBuilder builder;
    private final RbacPolicy policy;
    private final Map<BindingReference, RbacBinding> bindings;

    /** Writes the minor, and reads those that are known, each once. Thread-safe. */
    static final class AsJson extends TypeAdapter<DefaultGrants> {

        private final Map<String, DefaultGrants> known = new ConcurrentHashMap<>();

        @Override
        public void write(JsonWriter out, DefaultGrants defaults) throws IOException {
            out.value(defaults.minor());
        }

        @Override
        public DefaultGrants read(JsonReader in) throws IOException {
            try {
                return known.computeIfAbsent(in.nextString(), DefaultGrants::of);
            } catch (IllegalArgumentException unknown) {
                throw new JsonParseException(unknown.getMessage(), unknown);
            }
        }
    }

    private DefaultGrants(String minor, RbacPolicyBuilder builder) {
        this.minor = minor;
        this.builder = builder;
        this.policy = builder.build();
        this.bindings = policy.bindings().stream().collect(Collectors.toMap(RbacBinding::id, binding -> binding));
    }

    /**
     * {@return the default grants of a minor}
     *
     * @throws IllegalArgumentException if they are not known
     */
    public static DefaultGrants of(String minor) {
        if (!MINOR.matcher(minor).matches()) {
            throw new IllegalArgumentException("\"" + minor + "\" is not a minor of Kubernetes");
        }
        return new DefaultGrants(minor, DefaultPolicy.of(minor));
    }

    /** Grants of the same minor are equal. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DefaultGrants grants && minor.equals(grants.minor);
    }

    @Override
    public int hashCode() {
        return minor.hashCode();
    }

    /** {@return the minor of Kubernetes} */
    public String minor() {
        return minor;
    }

    /** {@return the policy that is in force once some roles and bindings join those of Kubernetes} */
    public RbacPolicy policyWith(RbacPolicyBuilder written) {
        return builder.copy().addAll(written).build();
    }

    /** {@return what every authenticated user is allowed} */
    public RequestSet requestsOfEverybody() {
        return policy.requestsOf(UserInfo.of(AUTHENTICATED));
    }

    /** {@return what a role of Kubernetes allows, as Kubernetes itself has it} */
    public RequestSet requestsBy(RoleReference role) {
        return policy.role(role).map(RbacRole::requests).orElse(RequestSet.none());
    }

    /**
     * {@return those requests of a binding that Kubernetes itself does not give the subject. What it gives all users is
     * included, and no binding gives {@code system:masters} anything: no authorizer is asked about its members}
     */
    RequestSet beyond(RbacBinding binding, Subject subject, RequestSet requests) {
        if (UserInfo.of(subject).isMaster()) {
            return RequestSet.none();
        }
        RbacBinding own = bindings.get(binding.id());
        return own == null
                        || Subject.EVERYBODY.contains(subject)
                        || !own.roleRef().equals(binding.roleRef())
                        || !own.subjects().contains(subject)
                ? requests
                : requests.minus(new AppliedBinding(
                                own,
                                List.of(subject),
                                policy.role(own.roleRef()).orElse(null))
                        .requests());
    }
}

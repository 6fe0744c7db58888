// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement.internal;

import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import com.google.gson.annotations.JsonAdapter;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A policy that another one is compared with: its bindings and the roles that they grant, wherever they are written.
 * Thread-safe.
 */
@JsonAdapter(ReferencePolicy.AsJson.class)
public final class ReferencePolicy {

    private static final System.Logger LOG = System.getLogger(ReferencePolicy.class.getName());

    /** About 20 MB of a record, and a tenth of that packed; a policy with 15,000 bindings has a fifth of it. */
    private static final long MAX_ENTRIES = 200_000;

    private final Parts parts;
    private final int hash;
    private @Nullable GrantedRequests granted;

    /**
     * The roles, bindings and defaults of the policy.
     *
     * @param defaults the default bindings that are among them
     * @param roles the roles
     * @param bindings the bindings
     */
    record Parts(DefaultGrants defaults, List<RbacRole> roles, List<RbacBinding> bindings) {

        Parts {
            roles = List.copyOf(roles);
            bindings = List.copyOf(bindings);
        }
    }

    /** Writes a reference for another JVM, and reads it if it holds together. */
    static final class AsJson implements JsonSerializer<ReferencePolicy>, JsonDeserializer<ReferencePolicy> {

        @Override
        public JsonElement serialize(ReferencePolicy policy, Type type, JsonSerializationContext context) {
            return context.serialize(policy.parts, Parts.class);
        }

        @Override
        public ReferencePolicy deserialize(JsonElement json, Type type, JsonDeserializationContext context) {
            Parts parts = context.deserialize(json, Parts.class);
            if (parts == null) {
                throw new JsonParseException("a statement has no policy to compare with");
            }
            return new ReferencePolicy(parts);
        }
    }

    private ReferencePolicy(Parts parts) {
        this.parts = parts;
        this.hash = parts.hashCode();
    }

    /**
     * {@return a policy without the places where it is written; empty, after a line in the log, if it is too large for
     * a run record}
     */
    public static Optional<ReferencePolicy> of(RbacPolicy policy, DefaultGrants defaults) {
        ReferencePolicy reference = compared(policy, defaults);
        if (reference.size() <= MAX_ENTRIES) {
            return Optional.of(reference);
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "kubeuser: the comparison with a policy is not in the report: its rules and bindings have more than "
                        + MAX_ENTRIES + " entries");
        return Optional.empty();
    }

    private static ReferencePolicy compared(RbacPolicy policy, DefaultGrants defaults) {
        List<RbacBinding> bindings = policy.bindings().stream()
                .filter(binding -> !binding.subjects().isEmpty()
                        && policy.role(binding.roleRef()).isPresent())
                .map(binding -> new RbacBinding(binding.id(), Map.of(), binding.roleRef(), binding.subjects(), null))
                .toList();
        Set<RoleReference> granted = bindings.stream().map(RbacBinding::roleRef).collect(Collectors.toSet());
        List<RbacRole> roles = policy.roles().stream()
                .filter(role -> granted.contains(role.id()))
                .map(ReferencePolicy::plain)
                .toList();
        return new ReferencePolicy(new Parts(defaults, roles, bindings));
    }

    private static RbacRole plain(RbacRole role) {
        List<RbacRule> rules = role.rules().stream()
                .map(rule -> new RbacRule(
                        rule.id(),
                        null,
                        rule.verbs(),
                        rule.apiGroups(),
                        rule.resources(),
                        rule.resourceNames(),
                        rule.nonResourceUrls()))
                .toList();
        return new RbacRole(role.id(), Map.of(), rules, role.isAggregate(), null);
    }

    /** The requests that it allows. */
    synchronized GrantedRequests granted() {
        if (granted == null) {
            granted = GrantedRequests.of(parts.roles(), parts.bindings(), parts.defaults());
        }
        return granted;
    }

    /** Returns how many entries its rules and bindings have, as a measure of its size. */
    private long size() {
        return parts.roles().stream()
                        .flatMap(role -> role.rules().stream())
                        .mapToLong(rule -> size(
                                rule.verbs(),
                                rule.apiGroups(),
                                rule.resources(),
                                rule.resourceNames(),
                                rule.nonResourceUrls()))
                        .sum()
                + parts.bindings().stream()
                        .mapToLong(binding -> 1 + binding.subjects().size())
                        .sum();
    }

    private static long size(Collection<?>... lists) {
        return List.of(lists).stream().mapToLong(Collection::size).sum();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ReferencePolicy that && hash == that.hash && parts.equals(that.parts));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}

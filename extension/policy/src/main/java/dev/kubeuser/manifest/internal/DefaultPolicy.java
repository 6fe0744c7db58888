// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest.internal;

import com.google.gson.JsonParser;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The roles and bindings that an API server writes at its start, as {@code DefaultPolicyTest} read them from one.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings">Default
 *     roles and role bindings</a>
 */
public final class DefaultPolicy {

    private DefaultPolicy() {}

    /**
     * {@return the default policy of a minor, to add to; nothing in it has an origin}
     *
     * @param minor one of those that there is a control plane of, for example {@code 1.37}
     * @throws IllegalArgumentException if none is known of that minor
     */
    public static RbacPolicyBuilder of(String minor) {
        String name = "/dev/kubeuser/manifest/default-policy/" + minor + ".json";
        try (InputStream file = DefaultPolicy.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalArgumentException("the default roles of Kubernetes " + minor + " are not known");
            }
            RbacPolicyBuilder policy = RbacPolicy.builder();
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .forEach(policy::add);
            return policy;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

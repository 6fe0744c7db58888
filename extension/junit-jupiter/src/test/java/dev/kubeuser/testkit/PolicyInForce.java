// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.manifest.Manifests;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * A policy that is in force while the tests of a class run, which has an annotation of ours.
 *
 * @param manifests the policy
 */
public record PolicyInForce(Manifests manifests) implements BeforeAllCallback {

    /** With a name for messages. */
    public PolicyInForce(String name, String yaml) {
        this(Manifests.parse(name, yaml));
    }

    /** Once for a class and those that are nested in it. */
    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(Namespace.create(PolicyInForce.class))
                .getOrComputeIfAbsent(this, policy -> policy.inForce(context), CloseableResource.class);
    }

    private CloseableResource inForce(ExtensionContext context) {
        return ((AppliedManifests) context.getExecutableInvoker()
                .invoke(
                        ReflectionSupport.findMethod(PolicyInForce.class, "apply", KubeAccess.class)
                                .orElseThrow(),
                        this))::close;
    }

    AppliedManifests apply(@KubeAdmin KubeAccess admin) {
        return AppliedManifests.apply(manifests, admin);
    }
}

package dev.kubeuser.coverage.internal;

import io.kubernetes.client.common.KubernetesObject;
import java.util.List;

/** Changes an object of a policy. */
@FunctionalInterface
interface Change {

    /** What is written over the policy instead: the object with its kind and name, and perhaps others besides. */
    List<KubernetesObject> replace(PolicyObject object, PolicyState state);
}

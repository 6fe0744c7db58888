// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import java.util.function.UnaryOperator;
import org.apiguardian.api.API;

/**
 * How the charts and bundles among sources are installed.
 *
 * @param namespace the namespace of each release, and of the operator of each bundle
 * @param charts changes what else there is of a chart: its values, or the name of its release
 */
@API(status = API.Status.INTERNAL)
public record Installation(String namespace, UnaryOperator<HelmChart> charts) {

    /** Charts have their own values. */
    public static Installation in(String namespace) {
        return new Installation(namespace, UnaryOperator.identity());
    }
}

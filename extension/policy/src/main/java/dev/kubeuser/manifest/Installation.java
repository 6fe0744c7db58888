// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * How sources are read that are more than files: charts and bundles as they are installed, and the standard input.
 *
 * @param namespace the namespace of each release, and of the operator of each bundle
 * @param charts changes what else there is of a chart: its values, or the name of its release
 * @param input reads the standard input, which the source {@code -} names; {@code null} where it holds no manifests, as
 *     in tests
 */
@API(status = API.Status.INTERNAL)
public record Installation(
        String namespace,
        UnaryOperator<HelmChart> charts,
        @Nullable Supplier<String> input) {

    /** Charts have their own values. */
    public static Installation in(String namespace) {
        return new Installation(namespace, UnaryOperator.identity(), null);
    }

    /** {@return the same, with a standard input} */
    public Installation reading(Supplier<String> other) {
        return new Installation(namespace, charts, other);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run;

import org.apiguardian.api.API;

/**
 * A test with access checks.
 *
 * @param id JUnit's unique ID
 * @param name a readable name, for example {@code DevelopersTest > developers_read_pods()}
 */
@API(status = API.Status.INTERNAL)
public record TestCase(String id, String name) {}

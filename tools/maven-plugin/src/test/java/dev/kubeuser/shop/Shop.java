// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.shop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A project that the tests of a build plugin build: two modules, orders and billing, with a policy each. The test
 * classes are compiled already.
 */
public final class Shop {

    /** All its tests, by module: three classes, of which each knows half of a policy at most. */
    public static final Map<String, List<String>> TESTS =
            Map.of("orders", List.of("OrdersReadCase", "OrdersListCase"), "billing", List.of("BillingReadCase"));

    /** As seen from the folder of either plugin. */
    private static final Path POLICIES = Path.of("../maven-plugin/src/test/resources/shop");

    private static final Path BUILD = Path.of("src/test/resources/build");

    private Shop() {}

    /**
     * Makes the project, with the build files of the plugin under test.
     *
     * @param parent the directory to make it in
     * @param classes the folder for test classes in each module
     * @param tests the names of the test classes, by module
     * @return the directory of the project
     */
    public static Path make(Path parent, String classes, Map<String, List<String>> tests) throws IOException {
        Path shop = parent.resolve("shop");
        copy(POLICIES, shop);
        copy(BUILD, shop);
        for (Map.Entry<String, List<String>> module : tests.entrySet()) {
            for (String test : module.getValue()) {
                String name = test + ".class";
                Path file = shop.resolve(module.getKey())
                        .resolve(classes)
                        .resolve("dev/kubeuser/shop")
                        .resolve(name);
                Files.createDirectories(file.getParent());
                try (InputStream content = Shop.class.getResourceAsStream(name)) {
                    Files.copy(Objects.requireNonNull(content, name), file);
                }
            }
        }
        return shop;
    }

    /** Copies the files of a directory. */
    public static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }
}

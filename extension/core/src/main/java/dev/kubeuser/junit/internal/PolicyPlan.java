// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import dev.kubeuser.base.internal.DnsNames;
import dev.kubeuser.run.internal.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The namespaces and manifests that a class or method declares. Namespaces already have their real names, which the
 * manifests are read with.
 */
final class PolicyPlan {

    private static final int LONGEST = 30;

    private final String place;
    private final @Nullable Class<?> owner;
    private final @Nullable PolicyPlan outer;
    private final Map<String, String> namespaces = new LinkedHashMap<>();
    private final List<PlannedManifests> manifests;

    /**
     * Reads the manifests.
     *
     * @param place the place of the class or method, for messages
     * @param type the test class
     * @param owner the same for what a class declares, or {@code null} for what a method declares
     * @param outer the plan of the enclosing class, or {@code null} if there is none
     * @param names the namespaces declared here
     * @param declared what is declared here; charts are applied after the manifests
     * @param settings the settings, and the configuration parameters in sources
     */
    PolicyPlan(
            String place,
            Class<?> type,
            @Nullable Class<?> owner,
            @Nullable PolicyPlan outer,
            Set<String> names,
            List<Declared> declared,
            Settings settings) {
        this.place = place;
        this.owner = owner;
        this.outer = outer;
        for (String each : names) {
            requireName(each, place);
            namespaces.put(each, uniqueName(each, type));
        }
        Map<String, String> placeholders = placeholders();
        this.manifests = Stream.concat(
                        declared.stream()
                                .flatMap(each -> each.manifests().stream())
                                .map(each -> PlannedManifests.of(each, place, placeholders, settings)),
                        declared.stream()
                                .flatMap(each -> each.charts().stream())
                                .map(each -> PlannedManifests.of(each, place, placeholders, settings)))
                .toList();
    }

    static void requireName(String name, String place) {
        boolean isAllowed = name.isEmpty() || (name.length() <= LONGEST && DnsNames.isLabel(name));
        if (!isAllowed) {
            throw new ExtensionConfigurationException("@KubeNamespace on " + place + ": \"" + name
                    + "\" cannot be part of a namespace's name: up to 30 lower-case letters, digits and dashes are"
                    + " needed, with a letter or digit at both ends");
        }
    }

    /** Returns a name that no other test has. */
    private static String uniqueName(String declared, Class<?> testClass) {
        String word = declared.isEmpty()
                ? testClass.getSimpleName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-")
                : declared;
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return "kubeuser-" + word.substring(0, Math.min(word.length(), LONGEST)) + "-" + random;
    }

    /** Where it is declared, for messages. */
    String place() {
        return place;
    }

    /** The class, or {@code null} for a method. */
    @Nullable
    Class<?> owner() {
        return owner;
    }

    List<PlannedManifests> manifests() {
        return manifests;
    }

    /** The namespaces declared here: real names by declared names. */
    Map<String, String> namespaces() {
        return Collections.unmodifiableMap(namespaces);
    }

    /** All namespaces that can be used here: real names by declared names. */
    Map<String, String> visibleNamespaces() {
        Map<String, String> all = outer == null ? new TreeMap<>() : new TreeMap<>(outer.visibleNamespaces());
        all.putAll(namespaces);
        return all;
    }

    /** The placeholders that manifests and tables have for the namespaces that can be used here. */
    Map<String, String> placeholders() {
        Map<String, String> placeholders = new TreeMap<>();
        visibleNamespaces().forEach((name, real) -> placeholders.put(PlannedManifests.placeholder(name), real));
        return placeholders;
    }

    /** Returns this plan and its enclosing plans, the outermost first. */
    List<PolicyPlan> outermostFirst() {
        List<PolicyPlan> all = outer == null ? new ArrayList<>() : new ArrayList<>(outer.outermostFirst());
        all.add(this);
        return all;
    }

    /** Returns the nearest plan that declares a namespace. */
    PolicyPlan declaring(String namespace) {
        return namespaces.containsKey(namespace) || outer == null ? this : outer.declaring(namespace);
    }
}

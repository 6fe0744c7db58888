package dev.kubeuser.table.internal;

import dev.kubeuser.dryrun.Write;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A case about writes of whole objects: each object of its files, by each of its subjects, is a line.
 *
 * @param whole the case
 * @param title what the table calls it
 * @param placeholders the placeholders for names of namespaces
 */
record WriteCase(YamlPart whole, String title, Map<String, String> placeholders) {

    private static final String NAMESPACE = "namespace";
    private static final String BY = " by ";
    private static final String DENIED = AccessYaml.DENY + BY;
    private static final String WARNED = AccessYaml.ALLOW + ", warned" + BY;

    private static final Map<String, Function<Manifests, Write>> OPERATIONS =
            Map.of("create", Write::create, "update", Write::update, "apply", Write::apply, "delete", Write::delete);

    static boolean isOne(YamlPart whole) {
        return operation(whole).isPresent();
    }

    private static Optional<Map.Entry<String, Function<Manifests, Write>>> operation(YamlPart whole) {
        YamlPart when = whole.part(AccessYaml.WHEN);
        return OPERATIONS.entrySet().stream()
                .filter(operation -> when.has(operation.getKey()))
                .findFirst();
    }

    Stream<WriteLine> lines() {
        YamlPart when = whole.part(AccessYaml.WHEN);
        Map.Entry<String, Function<Manifests, Write>> operation =
                operation(whole).orElseThrow();
        String name = operation.getKey();
        when.requireKeys(Set.of(name), Set.of(NAMESPACE));
        List<String> subjects = whole.part(AccessYaml.GIVEN).texts();
        List<Manifests> objects = objects(when.part(name));
        if ((long) subjects.size() * objects.size() > RequestCase.MOST_LINES) {
            throw whole.malformed("it stands for more than " + RequestCase.MOST_LINES + " lines: write fewer values");
        }
        return subjects.stream()
                .flatMap(subject -> objects.stream()
                        .map(object -> line(
                                subject,
                                name + " " + object.objects().get(0),
                                operation.getValue().apply(object))));
    }

    private List<Manifests> objects(YamlPart files) {
        List<String> sources =
                files.texts().stream().map(this::fillIn).collect(Collectors.toCollection(ArrayList::new));
        if (sources.stream().anyMatch(YamlPart::isRendered)) {
            throw files.malformed(
                    "a table takes objects from files, directories and revisions of them: render others first");
        }
        try {
            return Manifests.load(placeholders, sources).each();
        } catch (ManifestException unreadable) {
            throw files.malformed(String.valueOf(unreadable.getMessage()));
        }
    }

    private WriteLine line(String subject, String what, Write ofObject) {
        YamlPart when = whole.part(AccessYaml.WHEN);
        YamlPart then = whole.part(AccessYaml.THEN);
        String expected = then.text();
        boolean isAllowed = expected.equals(AccessYaml.ALLOW) || expected.startsWith(WARNED);
        if (!isAllowed && !expected.equals(AccessYaml.DENY) && !expected.startsWith(DENIED)) {
            throw then.malformed("write allow, deny, \"deny by ValidatingAdmissionPolicy release-only\" to say what in"
                    + " admission denies it, or \"allow, warned by ValidatingAdmissionPolicy release-only\"");
        }
        int named = expected.indexOf(BY);
        String by = named < 0 ? "" : expected.substring(named + BY.length()).strip();
        Write write = ofObject;
        String question = what;
        if (when.has(NAMESPACE)) {
            String namespace = when.part(NAMESPACE).text();
            write = write.in(fillIn(namespace));
            question += " in " + namespace;
        }
        return new WriteLine(
                whole.place(),
                new LineWords(
                        title, subject, question, expected, subject + (isAllowed ? " can " : " cannot ") + question),
                fillIn(subject),
                write,
                isAllowed,
                by);
    }

    private String fillIn(String written) {
        return WrittenLine.fillIn(whole.place(), written, placeholders);
    }
}

package dev.kubeuser.kinds;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The tests of a module that cannot pass on each kind of cluster, as rows of a Markdown table.
 *
 * @param module the name of its folder
 */
record Exceptions(String module) {

    private static final String FORMAT = "| `%s` | %s | %s | %s |";

    /** Returns the rows according to the annotations of all classes in a package and below. */
    List<String> annotated(String packageName) {
        return ReflectionSupport.findAllClassesInPackage(packageName, type -> true, name -> true).stream()
                .flatMap(this::rows)
                .sorted()
                .toList();
    }

    private Stream<String> rows(Class<?> type) {
        return Stream.concat(
                row(type, type.getSimpleName()),
                Arrays.stream(type.getDeclaredMethods())
                        .flatMap((Method method) -> row(method, type.getSimpleName() + "." + method.getName())));
    }

    private Stream<String> row(AnnotatedElement element, String name) {
        return Stream.ofNullable(element.getAnnotation(RunsOn.class))
                .map(runsOn -> FORMAT.formatted(name, module, kinds(runsOn), runsOn.because()));
    }

    private static String kinds(RunsOn runsOn) {
        return Arrays.stream(runsOn.value()).map(Kind::toString).collect(Collectors.joining(", "));
    }

    /** Returns the rows about this module on a page. */
    List<String> told(String page) {
        return page.lines()
                .filter(line -> line.startsWith("| `") && line.contains("` | " + module + " | "))
                .sorted()
                .toList();
    }
}

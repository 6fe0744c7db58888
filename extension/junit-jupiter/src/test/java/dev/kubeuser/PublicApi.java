// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import java.lang.annotation.Target;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * What users of a library can name: its public types outside packages called internal, with their members. What has the
 * status INTERNAL is public for other packages of the library only.
 */
final class PublicApi {

    private static final Set<String> OF_EVERY_OBJECT = Set.of("compareTo", "equals", "hashCode", "toString");

    /** Not public, and of types that the oldest JUnit does not have. */
    private static final String ON_NEWER_JUNIT = "KubeVersionsExtension";

    private static final Comparator<String> IN_READING_ORDER = Comparator.comparing(
                    (String member) -> member.contains("("))
            .thenComparing(member -> !member.contains("static "))
            .thenComparing(member -> member.replaceFirst("\\(.*", "").replaceFirst(".* ", ""))
            .thenComparing(Comparator.naturalOrder());

    private final List<Class<?>> types;
    private final Set<String> forTheLibrary;

    private PublicApi(List<Class<?>> compiled) {
        this.types = compiled.stream()
                .filter(PublicApi::isPublic)
                .sorted(Comparator.comparing(Class<?>::getName))
                .toList();
        this.forTheLibrary = compiled.stream()
                .filter(PublicApi::isForTheLibrary)
                .map(Class::getName)
                .collect(Collectors.toSet());
    }

    /** The API of what was compiled together with each of these types, in a folder or in a jar. */
    static PublicApi around(Class<?>... types) {
        return new PublicApi(Arrays.stream(types)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .flatMap(place -> ReflectionSupport.findAllClassesInClasspathRoot(
                        URI.create(place.toString()), type -> true, name -> !name.contains(ON_NEWER_JUNIT))
                        .stream())
                .toList());
    }

    private static boolean isPublic(Class<?> type) {
        return !type.isSynthetic()
                && !isInternal(type)
                && !isForTheLibrary(type)
                && !isTemplate(type)
                && isVisible(type.getModifiers())
                && (type.getEnclosingClass() == null || (type.isMemberClass() && isPublic(type.getEnclosingClass())));
    }

    private static boolean isInternal(Class<?> type) {
        return List.of(type.getPackageName().split("\\.")).contains("internal");
    }

    private static boolean isForTheLibrary(AnnotatedElement element) {
        API api = element.getAnnotation(API.class);
        return api != null && api.status() == API.Status.INTERNAL;
    }

    /** What jte makes of a template is public whether it should be or not. */
    private static boolean isTemplate(Class<?> type) {
        return type.getSimpleName().matches("Jte\\w+Generated");
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** Those that are not nested in another. */
    List<Class<?>> topLevelTypes() {
        return types.stream().filter(type -> type.getEnclosingClass() == null).toList();
    }

    /**
     * A paragraph for each type, a line for each member, constants and factories first. The order is that of the names,
     * and types are named without their packages.
     */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Class<?> type : types) {
            String declaration = declaration(type).replaceFirst("^public ", "");
            int end = declaration.indexOf(type.getName()) + type.getName().length();
            String name = declaration.substring(0, end).replace('$', '.');
            lines.add(name + withoutPackages(declaration.substring(end)));
            members(type).stream()
                    .map(PublicApi::withoutPackages)
                    .sorted(IN_READING_ORDER)
                    .forEach(member -> lines.add("    " + member.replaceFirst("^public ", "")));
            lines.add("");
        }
        return lines;
    }

    private static String withoutPackages(String line) {
        return line.replaceAll("\\b([a-z]\\w*\\.)+(?=[A-Z])", "").replace('$', '.');
    }

    /** Lines that name a type of an internal package, or one that is for the library only. */
    List<String> linesWithInternalTypes() {
        return types.stream()
                .flatMap(type -> Stream.concat(Stream.of(declaration(type)), members(type).stream())
                        .filter(this::namesInternalType)
                        .map(line -> type.getName() + ": " + line))
                .toList();
    }

    private boolean namesInternalType(String line) {
        return line.contains(".internal.")
                || Stream.of(line.split("[^\\w.$]+"))
                        .map(name -> name.replaceAll("\\$.*", ""))
                        .anyMatch(forTheLibrary::contains);
    }

    private static String declaration(Class<?> type) {
        String kind = words(type.toGenericString(), dropped(type));
        StringBuilder line =
                new StringBuilder(type.isSealed() ? kind.replaceFirst("(?=class|interface)", "sealed ") : kind);
        if (type.isRecord()) {
            line.append(Arrays.stream(type.getRecordComponents())
                    .map(component -> name(component.getGenericType()) + " " + component.getName())
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        if (type.isAnnotationPresent(Target.class)) {
            line.append(" on ")
                    .append(Stream.of(type.getAnnotation(Target.class).value())
                            .map(Enum::name)
                            .collect(Collectors.joining(", ")));
        }
        Type parent = type.getGenericSuperclass();
        if (parent != null && parent != Object.class && !type.isEnum() && !type.isRecord()) {
            line.append(" extends ").append(name(parent));
        }
        if (!type.isAnnotation() && type.getGenericInterfaces().length > 0) {
            line.append(type.isInterface() ? " extends " : " implements ").append(names(type.getGenericInterfaces()));
        }
        if (type.isSealed()) {
            line.append(" permits ").append(names(type.getPermittedSubclasses()));
        }
        return line.toString();
    }

    /** Modifiers that say nothing of such a type, and one that only newer JDKs print. */
    private static String dropped(Class<?> type) {
        return type.isInterface() || type.isEnum() || type.isRecord()
                ? "abstract|static|final|(non-)?sealed"
                : "(non-)?sealed";
    }

    /** As the JDK prints a declaration, without some modifiers. */
    private static String words(String declaration, String dropped) {
        return declaration
                .replaceAll("\\b(" + dropped + ") ", "")
                .replaceAll("\\bjava\\.(lang|util|util\\.function)\\.(?=[A-Z])", "")
                .replaceAll(",(?! )", ", ");
    }

    private static Set<String> members(Class<?> type) {
        Set<String> members = new TreeSet<>();
        for (Class<?> each = type;
                each != null && (each == type || !isPublic(each)) && each != Object.class;
                each = each.getSuperclass()) {
            if (each != type && each.getPackageName().startsWith("java.")) {
                break;
            }
            Stream.of(each.getDeclaredFields())
                    .filter(PublicApi::isListed)
                    .map(PublicApi::line)
                    .forEach(members::add);
            Stream.of(each.getDeclaredMethods())
                    .filter(method -> isListed(method) && !method.isBridge() && !isImplied(method))
                    .map(PublicApi::line)
                    .forEach(members::add);
        }
        Stream.of(type.getDeclaredConstructors())
                .filter(constructor -> isListed(constructor) && !isCanonical(constructor))
                .map(PublicApi::line)
                .forEach(members::add);
        return members;
    }

    private static <T extends AccessibleObject & Member> boolean isListed(T member) {
        return isVisible(member.getModifiers()) && !member.isSynthetic() && !isForTheLibrary(member);
    }

    /** What every object has, what each enum has, and a record's accessors. */
    private static boolean isImplied(Method method) {
        Class<?> type = method.getDeclaringClass();
        if (OF_EVERY_OBJECT.contains(method.getName())) {
            return true;
        }
        if (type.isEnum()) {
            return Modifier.isStatic(method.getModifiers())
                    && Set.of("values", "valueOf").contains(method.getName());
        }
        return type.isRecord()
                && Stream.of(type.getRecordComponents())
                        .map(RecordComponent::getAccessor)
                        .anyMatch(method::equals);
    }

    private static boolean isCanonical(Constructor<?> constructor) {
        Class<?> type = constructor.getDeclaringClass();
        return type.isRecord()
                && Arrays.equals(
                        constructor.getParameterTypes(),
                        Stream.of(type.getRecordComponents())
                                .map(RecordComponent::getType)
                                .toArray());
    }

    private static String line(Field field) {
        return field.isEnumConstant() ? field.getName() : member(field.toGenericString(), field);
    }

    private static String line(Executable member) {
        String line = member(member.toGenericString(), member);
        return member instanceof Method method && method.getDefaultValue() != null
                ? line + " default " + value(method.getDefaultValue())
                : line;
    }

    /** A member is named without its type, unless it is a constructor. */
    private static String member(String declaration, Member member) {
        Class<?> type = member.getDeclaringClass();
        return words(declaration, type.isInterface() ? "public|abstract" : "synchronized")
                .replace(" " + type.getName() + ".", " ")
                .replace(type.getName() + "(", type.getSimpleName() + "(");
    }

    private static String value(Object value) {
        if (value.getClass().isArray()) {
            return Stream.of((Object[]) value).map(PublicApi::value).collect(Collectors.joining(", ", "{", "}"));
        }
        return value instanceof String text
                ? "\"" + text + "\""
                : value instanceof Enum<?> constant
                        ? constant.name()
                        : value instanceof Class<?> type ? type.getName() + ".class" : value.toString();
    }

    private static String names(Type[] types) {
        return Stream.of(types).map(PublicApi::name).collect(Collectors.joining(", "));
    }

    private static String name(Type type) {
        return words(type.getTypeName(), "sealed");
    }
}

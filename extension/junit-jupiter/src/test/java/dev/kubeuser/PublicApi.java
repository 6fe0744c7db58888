// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import java.io.File;
import java.io.IOException;
import java.lang.annotation.Target;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;

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

    /** The API of what was compiled together with each of these types. */
    static PublicApi around(Class<?>... types) {
        return new PublicApi(Arrays.stream(types)
                .flatMap(type -> compiledWith(type).stream())
                .toList());
    }

    /** In a folder, or in a jar where the build has packed it. */
    private static List<Class<?>> compiledWith(Class<?> type) {
        try {
            Path classes = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(classes)) {
                return below(classes, type.getClassLoader());
            }
            try (FileSystem jar = FileSystems.newFileSystem(classes)) {
                return below(jar.getPath("/"), type.getClassLoader());
            }
        } catch (URISyntaxException | IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static List<Class<?>> below(Path classes, ClassLoader loader) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> classes.relativize(file).toString())
                    .filter(name -> !name.endsWith("-info.class"))
                    .filter(name -> !name.contains(ON_NEWER_JUNIT))
                    .<Class<?>>map(name -> load(name, loader))
                    .toList();
        }
    }

    private static Class<?> load(String file, ClassLoader loader) {
        String name = file.substring(0, file.length() - ".class".length())
                .replace(File.separatorChar, '.')
                .replace('/', '.');
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException failure) {
            throw new IllegalStateException(failure);
        }
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
        StringBuilder line = new StringBuilder(modifiers(type));
        line.append(
                type.isAnnotation()
                        ? "@interface "
                        : type.isInterface()
                                ? "interface "
                                : type.isEnum() ? "enum " : type.isRecord() ? "record " : "class ");
        line.append(type.getName()).append(variables(type.getTypeParameters()));
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

    private static String modifiers(Class<?> type) {
        int dropped = type.isInterface() || type.isEnum() || type.isRecord()
                ? Modifier.ABSTRACT | Modifier.STATIC | Modifier.FINAL | Modifier.INTERFACE
                : 0;
        String text = Modifier.toString(type.getModifiers() & ~dropped & ~Modifier.INTERFACE);
        return (text.isEmpty() ? "" : text + " ") + (type.isSealed() ? "sealed " : "");
    }

    private static Set<String> members(Class<?> type) {
        Set<String> members = new TreeSet<>();
        for (Class<?> each = type;
                each != null && (each == type || !isPublic(each)) && each != Object.class;
                each = each.getSuperclass()) {
            if (each != type && each.getPackageName().startsWith("java.")) {
                break;
            }
            fields(each).forEach(members::add);
            methods(each).forEach(members::add);
        }
        Stream.of(type.getDeclaredConstructors())
                .filter(constructor -> isVisible(constructor.getModifiers()) && !constructor.isSynthetic())
                .filter(constructor -> !isCanonical(constructor) && !isForTheLibrary(constructor))
                .map(PublicApi::line)
                .forEach(members::add);
        return members;
    }

    private static Stream<String> fields(Class<?> type) {
        return Stream.of(type.getDeclaredFields())
                .filter(field -> isVisible(field.getModifiers()) && !field.isSynthetic() && !isForTheLibrary(field))
                .map(PublicApi::line);
    }

    private static Stream<String> methods(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> isVisible(method.getModifiers()) && !method.isSynthetic() && !method.isBridge())
                .filter(method -> !OF_EVERY_OBJECT.contains(method.getName()))
                .filter(method -> !isImplied(method) && !isForTheLibrary(method))
                .map(PublicApi::line);
    }

    /** What each enum has, and a record's accessors. */
    private static boolean isImplied(Method method) {
        Class<?> type = method.getDeclaringClass();
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
        return field.isEnumConstant()
                ? field.getName()
                : Modifier.toString(field.getModifiers()) + " " + name(field.getGenericType()) + " " + field.getName();
    }

    private static String line(Executable member) {
        Class<?> type = member.getDeclaringClass();
        int dropped = type.isInterface() ? Modifier.ABSTRACT | Modifier.PUBLIC : 0;
        int modifiers = member.getModifiers() & Modifier.methodModifiers() & ~dropped & ~Modifier.SYNCHRONIZED;
        List<String> parts = new ArrayList<>();
        if (member instanceof Method method && method.isDefault()) {
            parts.add("default");
        }
        parts.add(Modifier.toString(modifiers));
        parts.add(variables(member.getTypeParameters()).trim());
        parts.add(member instanceof Method method ? name(method.getGenericReturnType()) : "");
        String name = member instanceof Method ? member.getName() : type.getSimpleName();
        parts.add(name + "(" + parameters(member) + ")");
        if (member.getGenericExceptionTypes().length > 0) {
            parts.add("throws " + names(member.getGenericExceptionTypes()));
        }
        if (member instanceof Method method && method.getDefaultValue() != null) {
            parts.add("default " + value(method.getDefaultValue()));
        }
        return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
    }

    private static String parameters(Executable member) {
        List<String> names = new ArrayList<>(Stream.of(member.getGenericParameterTypes())
                .map(PublicApi::name)
                .toList());
        if (member.isVarArgs()) {
            int last = names.size() - 1;
            names.set(last, names.get(last).replaceAll("\\[]$", "..."));
        }
        return String.join(", ", names);
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

    private static String variables(TypeVariable<?>[] variables) {
        return variables.length == 0
                ? ""
                : Stream.of(variables)
                        .map(variable -> variable.getBounds()[0] == Object.class
                                ? variable.getName()
                                : variable.getName() + " extends "
                                        + Stream.of(variable.getBounds())
                                                .map(PublicApi::name)
                                                .collect(Collectors.joining(" & ")))
                        .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String names(Type[] types) {
        return Stream.of(types).map(PublicApi::name).collect(Collectors.joining(", "));
    }

    private static String name(Type type) {
        return type.getTypeName().replaceAll("\\bjava\\.(lang|util|util\\.function)\\.(?=[A-Z])", "");
    }
}

package dev.palisade.verify.report;

import dev.palisade.verify.landscape.Landscape.Flow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Draws who talks to whom, from the front door on the left to the stores on the right. */
final class FlowMap {

    private static final int WIDTH = 150;
    private static final int HEIGHT = 36;
    private static final int ACROSS = 260;
    private static final int DOWN = 58;
    private static final int BULGE = 45;
    private static final String DOOR = "gateway";

    private FlowMap() {}

    static String svg(List<Flow> flows) {
        Map<String, Integer> columns = columns(flows);
        Map<String, int[]> places = new LinkedHashMap<>();
        Map<Integer, Integer> filled = new LinkedHashMap<>();
        columns.forEach((name, column) -> {
            int row = filled.merge(column, 1, Integer::sum) - 1;
            places.put(name, new int[] {10 + column * ACROSS, 14 + row * DOWN + (column % 2) * DOWN / 2});
        });
        int width = places.values().stream().mapToInt(at -> at[0]).max().orElse(0) + WIDTH + 10;
        int height = places.values().stream().mapToInt(at -> at[1]).max().orElse(0) + HEIGHT + 14;
        StringBuilder svg = new StringBuilder(
                "<svg class=\"map\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Who talks to whom; the table below says the same\">"
                        .formatted(width, height));
        for (Flow flow : flows) {
            svg.append(line(
                    places.getOrDefault(flow.from(), new int[2]), places.getOrDefault(flow.to(), new int[2]), flow));
        }
        places.forEach((name, at) -> svg.append(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/><text x=\"%d\" y=\"%d\">%s</text>"
                        .formatted(
                                at[0],
                                at[1],
                                WIDTH,
                                HEIGHT,
                                at[0] + WIDTH / 2,
                                at[1] + HEIGHT / 2 + 5,
                                Text.escaped(name))));
        return svg.append("</svg>").toString();
    }

    private static String line(int[] from, int[] to, Flow flow) {
        String style = flow.isUndeclared() ? "undeclared" : flow.seen() > 0 ? "seen" : "unseen";
        boolean beside = from[0] == to[0];
        int x1 = from[0] + (to[0] < from[0] ? 0 : WIDTH);
        int x2 = to[0] + (to[0] > from[0] ? 0 : WIDTH);
        int bend = beside ? x1 + BULGE : (x1 + x2) / 2;
        int y1 = from[1] + HEIGHT / 2;
        int y2 = to[1] + HEIGHT / 2;
        return "<path class=\"%s\" d=\"M%d %dC%d %d %d %d %d %d\"/>"
                .formatted(style, x1, y1, bend, y1, bend, y2, x2, y2);
    }

    /** How many steps from the front door each stands; whoever is asked by nobody from there stands beside it. */
    private static Map<String, Integer> columns(List<Flow> flows) {
        Map<String, Integer> columns = new LinkedHashMap<>();
        List<String> level = List.of(DOOR);
        for (int column = 0; !level.isEmpty(); column++) {
            for (String name : level) {
                columns.put(name, column);
            }
            List<String> asking = level;
            level = flows.stream()
                    .filter(flow -> asking.contains(flow.from()) && !columns.containsKey(flow.to()))
                    .map(Flow::to)
                    .distinct()
                    .toList();
        }
        flows.forEach(flow -> {
            columns.putIfAbsent(flow.from(), 0);
            columns.putIfAbsent(flow.to(), 1);
        });
        return columns;
    }
}

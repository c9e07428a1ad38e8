package io.intereststream.training.report;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws plots as SVG. Drawing needs fonts on the machine. */
final class Plots {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 380;

  private Plots() {}

  /**
   * Draws lines.
   *
   * @param lines values by the line's name, one for each value of {@code x}
   */
  static String lines(String title, String xTitle, double[] x, Map<String, double[]> lines) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(xTitle).build();
    plain(chart);
    lines.forEach((name, y) -> chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE));
    return svg(chart);
  }

  /**
   * Draws groups of bars, with error bars.
   *
   * @param groups names of the groups
   * @param bars values by the series' name, one for each group
   * @param errors half widths of the intervals, in the same form; no entry for a series without
   *     intervals
   */
  static String bars(
      String title,
      List<String> groups,
      Map<String, List<Double>> bars,
      Map<String, List<Double>> errors) {
    CategoryChart chart =
        new CategoryChartBuilder().width(WIDTH).height(HEIGHT).title(title).build();
    plain(chart);
    chart.getStyler().setAvailableSpaceFill(0.8);
    chart.getStyler().setXAxisLabelRotation(groups.size() > 6 ? 30 : 0);
    bars.forEach((name, values) -> chart.addSeries(name, groups, values, errors.get(name)));
    return svg(chart);
  }

  private static void plain(Chart<?, ?> chart) {
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
  }

  private static String svg(Chart<?, ?> chart) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

/// A forecast of volumes, held against what happened.
public struct HeldForecast: Sendable {
  /// One action.
  public struct Line: Hashable, Sendable {
    /// The action.
    public var action: String
    /// Its contacts, with the interval in which they lie nine times of ten.
    public var forecast: Interval
    /// The contacts that there were.
    public var happened: Int
    /// Whether they lie in the interval, whose ends are rounded outwards.
    public var isInside: Bool {
      forecast.low.rounded(.down) <= Double(happened) && Double(happened) <= forecast.high.rounded(.up)
    }
  }

  /// What was forecast.
  public let result: SimulationResult
  /// Actions that were forecast or happened, those with most contacts first.
  public let lines: [Line]
  /// All contacts together.
  public let all: Line

  /// Holds a forecast against contacts by action; an action that the charter does not have was forecast 0 times.
  public init(_ result: SimulationResult, happened: [String: Int]) {
    self.result = result
    var lines = result.actions.enumerated().map { number, action in
      Line(action: action, forecast: result.forecast(action: number), happened: happened[action] ?? 0)
    }
    for (action, count) in happened where !result.actions.contains(action) {
      lines.append(Line(action: action, forecast: Interval(0, low: 0, high: 0), happened: count))
    }
    self.lines = lines.filter { $0.forecast.mean > 0 || $0.happened > 0 }
      .sorted {
        (Double($1.happened), $1.forecast.mean, $0.action) < (Double($0.happened), $0.forecast.mean, $1.action)
      }
    all = Line(
      action: "", forecast: result.forecast(Array(result.actions.indices), .volume),
      happened: happened.values.reduce(0, +))
  }

  /// How many lines happened within their intervals.
  public var insideCount: Int { lines.count { $0.isInside } }
}

/// The functions and operators that every environment has.
///
/// Source: cel-spec, `langdef.md`, "List of Standard Definitions", and the extension libraries for optionals, strings,
/// math and encoders.
enum StandardSignatures {
  static let all: [FunctionSignature] = [operators, conversions, times, collections, strings, math, optionals]
    .flatMap { $0.split(separator: "\n") }
    .compactMap { FunctionSignature(line: $0) }

  /// How many lines the tables have; a test compares it with ``all``, so that no line is lost to a slip of the pen.
  static let lineCount = [operators, conversions, times, collections, strings, math, optionals]
    .map { $0.split(separator: "\n").count }.reduce(0, +)

  static let operators = """
    !_(bool) -> bool
    _&&_(bool, bool) -> bool
    _||_(bool, bool) -> bool
    _?_:_(bool, A, A) -> A
    _==_(A, A) -> bool
    _!=_(A, A) -> bool
    \(["_<_", "_<=_", "_>_", "_>=_"].flatMap { name in orderedPairs.map { "\(name)(\($0)) -> bool" } }
      .joined(separator: "\n"))
    -_(int) -> int
    -_(double) -> double
    _+_(int, int) -> int
    _+_(uint, uint) -> uint
    _+_(double, double) -> double
    _+_(string, string) -> string
    _+_(bytes, bytes) -> bytes
    _+_(list(A), list(A)) -> list(A)
    _+_(timestamp, duration) -> timestamp
    _+_(duration, timestamp) -> timestamp
    _+_(duration, duration) -> duration
    _-_(int, int) -> int
    _-_(uint, uint) -> uint
    _-_(double, double) -> double
    _-_(timestamp, timestamp) -> duration
    _-_(timestamp, duration) -> timestamp
    _-_(duration, duration) -> duration
    _*_(int, int) -> int
    _*_(uint, uint) -> uint
    _*_(double, double) -> double
    _/_(int, int) -> int
    _/_(uint, uint) -> uint
    _/_(double, double) -> double
    _%_(int, int) -> int
    _%_(uint, uint) -> uint
    """

  /// What can be ordered; numbers of different types are compared by their value.
  static let orderedPairs =
    ["bool", "string", "bytes", "timestamp", "duration"].map { "\($0), \($0)" }
    + ["int", "uint", "double"].flatMap { left in ["int", "uint", "double"].map { "\(left), \($0)" } }

  static let conversions = """
    dyn(A) -> dyn
    type(A) -> type(A)
    bool(bool) -> bool
    bool(string) -> bool
    bytes(bytes) -> bytes
    bytes(string) -> bytes
    double(double) -> double
    double(int) -> double
    double(uint) -> double
    double(string) -> double
    duration(duration) -> duration
    duration(string) -> duration
    int(int) -> int
    int(uint) -> int
    int(double) -> int
    int(string) -> int
    int(timestamp) -> int
    string(string) -> string
    string(bool) -> string
    string(int) -> string
    string(uint) -> string
    string(double) -> string
    string(bytes) -> string
    string(timestamp) -> string
    string(duration) -> string
    timestamp(timestamp) -> timestamp
    timestamp(string) -> timestamp
    timestamp(int) -> timestamp
    uint(uint) -> uint
    uint(int) -> uint
    uint(double) -> uint
    uint(string) -> uint
    """

  static let times = """
    \(["getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getFullYear", "getHours", "getMilliseconds",
      "getMinutes", "getMonth", "getSeconds"]
      .flatMap { ["[timestamp].\($0)() -> int", "[timestamp].\($0)(string) -> int"] }.joined(separator: "\n"))
    [duration].getHours() -> int
    [duration].getMilliseconds() -> int
    [duration].getMinutes() -> int
    [duration].getSeconds() -> int
    """

  static let collections = """
    @in(A, list(A)) -> bool
    @in(A, map(A, B)) -> bool
    _[_](list(A), int) -> A
    _[_](map(A, B), A) -> B
    _[_](optional(list(A)), int) -> optional(A)
    _[_](optional(map(A, B)), A) -> optional(B)
    _[?_](list(A), int) -> optional(A)
    _[?_](map(A, B), A) -> optional(B)
    _[?_](optional(list(A)), int) -> optional(A)
    _[?_](optional(map(A, B)), A) -> optional(B)
    \(["string", "bytes", "list(A)", "map(A, B)"]
      .flatMap { ["size(\($0)) -> int", "[\($0)].size() -> int"] }.joined(separator: "\n"))
    """

  static let strings = """
    [string].contains(string) -> bool
    [string].startsWith(string) -> bool
    [string].endsWith(string) -> bool
    [string].matches(string) -> bool
    matches(string, string) -> bool
    [string].charAt(int) -> string
    [string].indexOf(string) -> int
    [string].indexOf(string, int) -> int
    [string].lastIndexOf(string) -> int
    [string].lastIndexOf(string, int) -> int
    [string].lowerAscii() -> string
    [string].upperAscii() -> string
    [string].replace(string, string) -> string
    [string].replace(string, string, int) -> string
    [string].split(string) -> list(string)
    [string].split(string, int) -> list(string)
    [string].substring(int) -> string
    [string].substring(int, int) -> string
    [string].trim() -> string
    [string].reverse() -> string
    [string].format(list(dyn)) -> string
    [list(string)].join() -> string
    [list(string)].join(string) -> string
    strings.quote(string) -> string
    base64.encode(bytes) -> string
    base64.decode(string) -> bytes
    """

  static let math = """
    math.ceil(double) -> double
    math.floor(double) -> double
    math.round(double) -> double
    math.trunc(double) -> double
    math.sqrt(double) -> double
    math.sqrt(int) -> double
    math.sqrt(uint) -> double
    math.isNaN(double) -> bool
    math.isInf(double) -> bool
    math.isFinite(double) -> bool
    \(["math.abs", "math.sign"].flatMap { name in ["int", "uint", "double"].map { "\(name)(\($0)) -> \($0)" } }
      .joined(separator: "\n"))
    \(["math.bitAnd", "math.bitOr", "math.bitXor"]
      .flatMap { name in ["int", "uint"].map { "\(name)(\($0), \($0)) -> \($0)" } }.joined(separator: "\n"))
    math.bitNot(int) -> int
    math.bitNot(uint) -> uint
    \(["math.bitShiftLeft", "math.bitShiftRight"]
      .flatMap { name in ["int", "uint"].map { "\(name)(\($0), int) -> \($0)" } }.joined(separator: "\n"))
    """

  static let optionals = """
    optional.of(A) -> optional(A)
    optional.ofNonZeroValue(A) -> optional(A)
    optional.none() -> optional(A)
    [optional(A)].hasValue() -> bool
    [optional(A)].value() -> A
    [optional(A)].or(optional(A)) -> optional(A)
    [optional(A)].orValue(A) -> A
    """
}

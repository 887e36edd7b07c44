// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "mesure",
  targets: [
    .target(name: "Times"),
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
    // The standard library's rounding of doubles calls the C library's, which nothing else here would link.
    .target(name: "Expressions", dependencies: ["CRE2", "Times"], linkerSettings: [.linkedLibrary("m")]),
    .testTarget(name: "TimesTests", dependencies: ["Times"]),
    .testTarget(name: "ExpressionsTests", dependencies: ["Expressions", "Times"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

"""The sub-commands, one file each: NAME, HELP, add_arguments(parser), run(arguments, console).

Modules here import nothing heavy at their top, so that `auralens --help` answers at once.
"""

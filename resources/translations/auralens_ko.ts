<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR" sourcelanguage="en">
<context>
    <name>ColourBar</name>
    <message>
        <source>dB</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DockTitle</name>
    <message>
        <source>Close this view; the View menu brings it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Float or dock this view</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Docks</name>
    <message>
        <source>Video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spectrogram settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Documents</name>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound, video, projects and labels (*);;Projects (*.auralens)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The labels of {} are not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} has several sound tracks:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Exports</name>
    <message>
        <source>Import labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} events read from {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} events written to {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no events to export.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for the sound files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporting sounds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} sound files written to {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All views, one below the other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Video frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export figure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figure written to {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which events?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {} events are verified.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verified only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FigureDialog</name>
    <message>
        <source>Export figure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fineness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On white, for print</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Progress of the running job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the running job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open beside…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save project as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import labels…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export labels…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export events as sound files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export figure…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About this recording…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pick all events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear selection, stop the running job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play the selection only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hear the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hear the selected frequency band only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hear all but the selected band</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step back one frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step forward one frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Louder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quieter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom to the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the last view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scroll back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scroll forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Link the time axes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset the layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a label from the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verify, and go to the next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject, and go to the next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the verdict back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Relabel…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split at the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge the picked events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start earlier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End earlier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New lane…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the picked events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the log file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Auralens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl + wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom time at the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift + wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt + wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom frequency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scroll the lanes; over pictures, move in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the cursor, or pick an event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select time and frequency; over lanes, make or move a label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Middle drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom to the selection; on a label, rename it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it does</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts of the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values under the pointer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget them</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PaneHeader</name>
    <message>
        <source>Close recording</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PicturePanel</name>
    <message>
        <source>Frequency axis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lowest frequency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Highest frequency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FFT size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overlap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brightest level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Darkest level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the defaults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>linear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>logarithmic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rectangular</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all, mixed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>channel {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resolution: {hz:.1f} Hz × {ms:.1f} ms window, one column each {hop:.1f} ms</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the system&apos;s default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} (not there now)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While playing, the view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>turns the page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keeps the cursor in the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stays where it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room for cached pictures on disk</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SpectrogramView</name>
    <message>
        <source>Spectrogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file has no sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading… {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>Transport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cursor position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Band only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Band removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed; the pitch is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Volume in dB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Volume: {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Views</name>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spectrogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waveform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop a sound or a video here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wav, flac, mp3, ogg, opus, m4a, aiff, mp4, mkv, webm, mov, avi and more. Two files open side by side.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>made by the program itself, with labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WindowDialogs</name>
    <message>
        <source>The language changes in full at the next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log file is {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Auralens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See which sounds are in a recording and when, hear why, and see where they come from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free software under the MIT licence. It sends nothing anywhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Container</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound track {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>variable frame rate</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>labelling</name>
    <message>
        <source>Import labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change band</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to lane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Relabel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nudge label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add lane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename lane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete lane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verify label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reopen label</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>self._window</name>
    <message>
        <source>That did not work</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>window</name>
    <message>
        <source>New lane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the lane</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
